import type { Call } from "../call.ts";
import type { Middleware } from "../handler.ts";
import type { LoadShedder } from "../load/load-shedder.ts";
import { createRefusals } from "./refusals.ts";
import type { ShedCounter } from "./shed-counter.ts";

/** What {@link shed} goes by. */
export interface ShedOptions {
  /** `MAX_CONCURRENT_CALLS`: calls in flight from outside, over all rpcs, streams counted until their last byte. */
  readonly maxConcurrentCalls: number;
  readonly counter: ShedCounter;
  /** Absent where nobody is turned away for load: `SHED_LOAD=false`. */
  readonly shedder?: LoadShedder | undefined;
}

/**
 * Turns away what is too much for the process before any work is done for it: calls beyond `maxConcurrentCalls` fail with
 * TOO_MANY_CALLS, those that an overloaded process cannot serve in time with OVERLOADED, both with a time to come back
 * after. They are counted, in `rpc_shed_total` too, but have neither a trace nor a line in the log: a refusal must cost a
 * small part of the call. So they are not thrown either, for which V8 looks through the stack, but abort the call, which is
 * answered at once. Operations endpoints always pass, and so do calls from within the process: they belong to a
 * call that was let in. Messages of a queue only count for `maxConcurrentCalls`: the process takes them itself, no faster
 * than it handles them. Streams count when they open; one that runs is never ended.
 *
 * @example
 * const counter = new ShedCounter({ metrics: registry, log: telemetry.log, clock: systemClock });
 * const handler = compose([shed({ maxConcurrentCalls: 1, counter })], () => ({ message: "Hello" }), method);
 * const [first, second, third] = Array.from({ length: 3 }, () => newCall(method, {}, { transport: "grpc" }));
 * handler({}, first);
 * second.onAbort = (fault) => assert.equal(fault.reason, "TOO_MANY_CALLS");
 * assert.equal(handler({}, second), undefined);
 * first.end({ code: "ok" });
 * assert.deepEqual(handler({}, third), { message: "Hello" });
 */
export function shed({ maxConcurrentCalls, counter, shedder }: ShedOptions): Middleware {
  let running = 0;
  const leave = () => {
    running--;
  };
  const end = (_outcome: unknown, call: Call) => {
    running--;
    shedder?.end(call.durationMs);
  };
  return (next, method) => {
    if (method.policy.isOps) return next;
    const [countFull, countOverload] = [counter.of(method, "TOO_MANY_CALLS"), counter.of(method, "OVERLOADED")];
    const [tooManyCalls, overloaded] = [createRefusals(full), createRefusals(overload)];
    return function shed(request, call) {
      if (call.transport === "memory") return next(request, call);
      const judge = call.transport === "queue" ? undefined : shedder;
      if (running >= maxConcurrentCalls) {
        judge?.arrive(call.peer);
        countFull();
        return call.abort(tooManyCalls());
      }
      if (judge && !judge.admits(call.peer)) {
        countOverload();
        return call.abort(overloaded());
      }
      running++;
      call.onEnd(judge ? end : leave);
      return next(request, call);
    };
  };
}

/** REST answers 503: it is the server that has too much to do, not the caller who asks too often. */
const full = {
  reason: "TOO_MANY_CALLS",
  httpStatus: 503,
  message: "The server is at its limit of concurrent calls. Try again a little later.",
};
const overload = {
  reason: "OVERLOADED",
  httpStatus: 503,
  message: "The server has more to do than it can. Try again a little later.",
};
