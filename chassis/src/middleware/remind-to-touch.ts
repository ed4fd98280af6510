import type { Handler } from "../handler.ts";
import type { Method } from "../method.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type CacheName, listFields } from "./cache-name.ts";

/**
 * Logs once for each rpc that its handler succeeded without saying by `call.touch` what fills a placeholder of the names
 * that it makes stale: answers that are old now stay. A handler that changed nothing says so by an empty list.
 */
export function remindToTouch(
  next: Handler,
  method: Method,
  names: readonly CacheName[],
  log: Pick<Logger, "error">,
): Handler {
  const asked = new Set(method.input.fields.map(({ name }) => name));
  const owed = [...new Set(names.flatMap(listFields))].filter((field) => !asked.has(field));
  if (owed.length === 0) return next;
  let isTold = false;
  return async function remindToTouch(request, call) {
    const opened = await next(request, call);
    const untold = isTold ? [] : owed.filter((field) => call.touched?.[field] === undefined);
    if (untold.length > 0) {
      isTold = true;
      log.error(
        { rpc: method.path, untold },
        "handler does not say what it touched: kept answers stay that may be old",
      );
    }
    return opened;
  };
}
