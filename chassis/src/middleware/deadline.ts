import type { Call } from "../call.ts";
import { type Clock, systemClock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import { DeadlineWheel } from "./deadline-wheel.ts";

/**
 * Ends a call when its time is over: the caller's own timeout or the contract's deadline, whichever is shorter. The call
 * is aborted, which answers DEADLINE_EXCEEDED at once and fires `call.signal`; a deadline that has passed already is
 * answered without calling the handler.
 *
 * @example
 * const handler = compose([deadline()], () => ({ message: "Hello" }), method);
 * const late = newCall(method, {}, { timeoutMs: 0 });
 * assert.throws(() => handler({}, late), { reason: "DEADLINE_EXCEEDED" });
 */
export function deadline(clock: Clock = systemClock): Middleware {
  const wheel = new DeadlineWheel(clock, (call) => call.abort(toFault(call)));
  const forget = (_outcome: unknown, call: Call) => wheel.delete(call);
  return (next, method) => {
    const longestMs = method.policy.deadlineMs ?? Number.POSITIVE_INFINITY;
    return function deadline(request, call) {
      const timeoutMs = Math.min(call.timeoutMs ?? longestMs, longestMs);
      if (timeoutMs === Number.POSITIVE_INFINITY) return next(request, call);
      call.deadlineMs = call.startMs + timeoutMs;
      if (timeoutMs <= 0 || clock.now() >= call.deadlineMs) throw toFault(call);
      wheel.add(call);
      call.onEnd(forget);
      return next(request, call);
    };
  };
}

function toFault(call: Call): Fault {
  const allowedMs = Math.max(0, Math.round((call.deadlineMs ?? 0) - call.startMs));
  const message = `The call did not end within its ${allowedMs} ms. Allow more time, or ask for less.`;
  return new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message });
}
