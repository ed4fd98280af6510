import type { Call } from "../call.ts";
import { Fault, toFault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import type { Logger } from "../telemetry/logger.ts";

/**
 * Turns whatever is thrown further in into a Fault, so that trace, metrics and log only ever see Faults: when the answer
 * is opened, and later while a stream is pulled. What was not a Fault becomes `internal` and is logged here, once, with
 * its stack.
 *
 * @example
 * const handler = compose([recover(telemetry.log)], () => { throw new Error("disk full"); }, method);
 * assert.throws(() => handler({}, newCall(method)), { code: "internal", reason: "INTERNAL" });
 */
export function recover(log: Logger): Middleware {
  const rethrow = (thrown: unknown, call: Call): never => {
    if (!(thrown instanceof Fault)) log.error({ err: thrown, rpc: call.method.path }, "handler threw");
    throw toFault(thrown);
  };
  return (next, method) => {
    const isStream = method.kind === "server_streaming" || method.kind === "bidi_streaming";
    const guard = (opened: unknown, call: Call) =>
      isStream ? guardValues(opened as AsyncIterable<unknown>, (thrown) => rethrow(thrown, call)) : opened;
    return function recover(request, call) {
      try {
        const opened = next(request, call);
        if (!(opened instanceof Promise)) return guard(opened, call);
        const settled = opened.catch((thrown) => rethrow(thrown, call));
        return isStream ? settled.then((values) => guard(values, call)) : settled;
      } catch (thrown) {
        return rethrow(thrown, call);
      }
    };
  };
}

async function* guardValues(values: AsyncIterable<unknown>, rethrow: (thrown: unknown) => never) {
  try {
    yield* values;
  } catch (thrown) {
    rethrow(thrown);
  }
}
