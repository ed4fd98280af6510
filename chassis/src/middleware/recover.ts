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
  return (next, method) => {
    const mend = (thrown: unknown): Fault => {
      if (!(thrown instanceof Fault)) log.error({ err: thrown, rpc: method.path }, "handler threw");
      return toFault(thrown);
    };
    const rethrow = (thrown: unknown): never => {
      throw mend(thrown);
    };
    return function recover(request, call) {
      call.toFault = mend;
      try {
        const opened = next(request, call);
        return opened instanceof Promise ? opened.catch(rethrow) : opened;
      } catch (thrown) {
        return rethrow(thrown);
      }
    };
  };
}
