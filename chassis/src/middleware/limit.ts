import type { Registry } from "@prometheus-io/client";
import { Counter } from "@prometheus-io/client";
import type { Call } from "../call.ts";
import { type Clock, systemClock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Handler, Middleware } from "../handler.ts";
import type { Method } from "../method.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What {@link limit} goes by. */
export interface LimitOptions {
  /** `MAX_CONCURRENT_CALLS`: calls in flight over all rpcs, streams counted until their last byte. */
  readonly maxConcurrentCalls: number;
  readonly metrics: Registry;
  readonly clock?: Clock;
}

/** A full process tells callers to come back after this. */
const retryAfterMs = 1000;

/**
 * Sheds what is too much: calls beyond `maxConcurrentCalls` fail with TOO_MANY_CALLS, calls of an rpc beyond its
 * contract's rate with RATE_LIMITED, both with a time to retry after, counted in `rpc_shed_total`. Operations endpoints
 * pass always. A call's place is free again at its last byte.
 *
 * @example
 * const handler = compose([limit({ maxConcurrentCalls: 1, metrics: registry })], () => ({ message: "Hello" }), method);
 * const first = newCall(method);
 * handler({}, first);
 * assert.throws(() => handler({}, newCall(method)), { reason: "TOO_MANY_CALLS" });
 * first.end({ code: "ok" });
 * assert.deepEqual(handler({}, newCall(method)), { message: "Hello" });
 */
export function limit(options: LimitOptions): Middleware {
  const { maxConcurrentCalls, metrics, clock = systemClock } = options;
  const shed = createShedCounter(metrics);
  let running = 0;
  const release = () => {
    running--;
  };
  return (next, method) => {
    if (method.policy.isOps) return next;
    const limited = limitRate(next, method, { clock, shed });
    return function limit(request, call) {
      if (running >= maxConcurrentCalls) throw tooManyCalls(shed, call);
      running++;
      call.onEnd(release);
      return limited(request, call);
    };
  };
}

type Shed = (call: Call, reason: string) => void;

function createShedCounter(registry: Registry): Shed {
  const counter = new Counter({
    name: "rpc_shed_total",
    help: "Calls that were turned away unserved.",
    labelNames: ["service", "reason"],
    registers: [registry],
  });
  return (call, reason) => counter.inc({ service: call.method.service || "unmatched", reason });
}

function tooManyCalls(shed: Shed, call: Call): Fault {
  const reason = "TOO_MANY_CALLS";
  shed(call, reason);
  const message = "The server is at its limit of concurrent calls. Try again a little later.";
  return new Fault({ code: "resource_exhausted", reason, message, retryAfterMs });
}

function limitRate(next: Handler, method: Method, { clock, shed }: { clock: Clock; shed: Shed }): Handler {
  const { rate } = method.policy;
  if (!rate) return next;
  const bucket = new TokenBucket(rate, clock);
  const message = `${method.name} may be called ${rate.perSecond} times a second. Slow down, or try again later.`;
  return function limitRate(request, call) {
    const waitMs = bucket.take();
    if (waitMs === 0) return next(request, call);
    shed(call, "RATE_LIMITED");
    throw new Fault({ code: "resource_exhausted", reason: "RATE_LIMITED", message, retryAfterMs: Math.ceil(waitMs) });
  };
}
