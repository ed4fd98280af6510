import { Fault, toFault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import type { Logger } from "../telemetry/logger.ts";

/**
 * Turns whatever is thrown further in into a Fault, so that trace, metrics and log only ever see Faults. What was not
 * a Fault becomes `internal` and is logged here, once, with its stack.
 */
export function recover(log: Logger): Middleware {
  return (next) =>
    function recover(request, call) {
      const rethrow = (thrown: unknown): never => {
        const fault = toFault(thrown);
        if (!(thrown instanceof Fault)) {
          log.error({ err: thrown, method: call.method.path, trace_id: call.trace?.traceId }, "handler threw");
        }
        throw fault;
      };
      try {
        const opened = next(request, call);
        return opened instanceof Promise ? opened.catch(rethrow) : opened;
      } catch (thrown) {
        return rethrow(thrown);
      }
    };
}
