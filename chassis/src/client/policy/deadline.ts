import type { DescMethod } from "@bufbuild/protobuf";
import { type Clock, systemClock } from "../../clock.ts";
import { readPolicy } from "../../policy.ts";
import { currentCall } from "../../telemetry/current-call.ts";
import type { CallOptions } from "../client.ts";
import type { Interceptor } from "../interceptor.ts";
import { BoundCall } from "./bound-call.ts";
import { perMethod } from "./per-method.ts";

/**
 * Ends a call, all attempts together and a stream as a whole, when its time is over: what the caller allows, what the
 * contract allows, or what is left of the call that is being served, whichever is least. It fails with DEADLINE_EXCEEDED
 * at once, whatever the layers further in do, and unsent when there is no time left at all. When the call that is being
 * served is aborted (its caller went away, the process must stop), the calls made for it end with it, by the same Fault.
 * Work that goes on after its call was answered is not bound by it.
 *
 * @example
 * const hello = createClient(HelloService, deadline()(new MemoryTransport()));
 * await assert.rejects(hello.getHello({}, { timeoutMs: 0 }), { reason: "DEADLINE_EXCEEDED" });
 */
export function deadline(clock: Clock = systemClock): Interceptor {
  const readDeadline = perMethod((method) => readPolicy(method).deadlineMs ?? Number.POSITIVE_INFINITY);
  const bind = (method: DescMethod, options: CallOptions) => {
    const { timeoutMs, signals } = findBounds(options, clock);
    const leastMs = Math.min(timeoutMs, readDeadline(method));
    if (leastMs === Number.POSITIVE_INFINITY && signals.length === 0) return undefined;
    const call = new BoundCall({ timeoutMs: leastMs, signals, clock });
    const bound = { ...options, timeoutMs: toFinite(leastMs), signal: call.signal };
    return { call, options: bound };
  };
  return (next) => ({
    async unary(method, request, options) {
      const bound = bind(method, options);
      if (!bound) return next.unary(method, request, options);
      try {
        bound.call.assertOpen();
        return await bound.call.race(next.unary(method, request, bound.options));
      } finally {
        bound.call.close();
      }
    },
    async *stream(method, request, options) {
      const bound = bind(method, options);
      if (!bound) return yield* next.stream(method, request, options);
      try {
        bound.call.assertOpen();
        yield* bound.call.iterate(next.stream(method, request, bound.options));
      } finally {
        bound.call.close();
      }
    },
  });
}

/** What the caller and the call that is being served ask for. */
function findBounds({ timeoutMs = Number.POSITIVE_INFINITY, signal }: CallOptions, clock: Clock) {
  const served = currentCall();
  const own = signal ? [signal] : [];
  if (!served || served.outcome) return { timeoutMs, signals: own };
  const leftMs = served.deadlineMs === undefined ? Number.POSITIVE_INFINITY : served.deadlineMs - clock.now();
  return { timeoutMs: Math.min(timeoutMs, leftMs), signals: [...own, served.signal] };
}

function toFinite(timeoutMs: number): number | undefined {
  return timeoutMs === Number.POSITIVE_INFINITY ? undefined : timeoutMs;
}
