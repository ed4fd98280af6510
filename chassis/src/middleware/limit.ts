import { type Clock, systemClock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import type { ShedCounter } from "./shed-counter.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What {@link limit} goes by. */
export interface LimitOptions {
  readonly counter: ShedCounter;
  readonly clock?: Clock;
}

/**
 * Keeps an rpc to its contract's rate: what comes faster fails with RATE_LIMITED and the time to come back after, counted
 * in `rpc_shed_total`. Operations endpoints pass always.
 *
 * @example
 * const counter = new ShedCounter({ metrics: registry, log: telemetry.log, clock: systemClock });
 * const rated = newMethod({ rate: { perSecond: 1, burst: 1 } });
 * const handler = compose([limit({ counter })], () => ({ message: "Hello" }), rated);
 * assert.deepEqual(handler({}, newCall(rated)), { message: "Hello" });
 * assert.throws(() => handler({}, newCall(rated)), { reason: "RATE_LIMITED" });
 */
export function limit({ counter, clock = systemClock }: LimitOptions): Middleware {
  return (next, method) => {
    const { rate, isOps } = method.policy;
    if (!rate || isOps) return next;
    const bucket = new TokenBucket(rate, clock);
    const count = counter.of(method, "RATE_LIMITED");
    const message = `${method.name} may be called ${rate.perSecond} times a second. Slow down, or try again later.`;
    return function limit(request, call) {
      const waitMs = bucket.take();
      if (waitMs === 0) return next(request, call);
      count();
      throw new Fault({ code: "resource_exhausted", reason: "RATE_LIMITED", message, retryAfterMs: Math.ceil(waitMs) });
    };
  };
}
