import { Fault, toFault } from "../../fault.ts";
import { currentCall } from "../../telemetry/current-call.ts";
import type { CallOptions } from "../client.ts";
import type { Interceptor } from "../interceptor.ts";
import { WireError } from "../wire/wire-error.ts";
import { Refusal, type RefusingPolicy } from "./refusal.ts";
import { isOwnMistake } from "./verdict.ts";

/**
 * Tells callers which dependency is to blame: a connection that failed or was lost, a peer that drains, a proxy that
 * answers for it, a refusal of our own policies and the dependency's own `internal` become `unavailable` with the reason
 * `PLACES_UNAVAILABLE` (for a dependency called places), and a message that says which of them it was. Every other Fault
 * passes as it is, a reason of the dependency's own domain among them. What really happened is the `cause`; when to come
 * back is kept.
 */
export function nameFaults(name: string): Interceptor {
  const reason = toUnavailableReason(name);
  const toNamed = (thrown: unknown, { signal }: CallOptions) => {
    const fault = toFault(thrown);
    const isTold = fault.reason === reason || isOurs(fault, signal);
    const why = isTold ? undefined : explain(fault);
    if (!why) return fault;
    const { retryAfterMs } = fault;
    const message = `${name} ${why}. Try again a little later.`;
    return new Fault({
      ...{ code: "unavailable", reason, message, cause: fault },
      ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
    });
  };
  return (next) => ({
    async unary(method, request, options) {
      try {
        return await next.unary(method, request, options);
      } catch (thrown) {
        throw toNamed(thrown, options);
      }
    },
    async *stream(method, request, options) {
      try {
        yield* next.stream(method, request, options);
      } catch (thrown) {
        throw toNamed(thrown, options);
      }
    },
  });
}

/** `PLACES_UNAVAILABLE`, for a dependency called `places`. */
export function toUnavailableReason(name: string): string {
  return `${toConstant(name)}_UNAVAILABLE`;
}

/** A dependency's name as reasons and settings begin with it. */
export function toConstant(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

/** The process itself gave the call up, such as while it drains, and says so in the same words. */
function isOurs(fault: Fault, signal: AbortSignal | undefined): boolean {
  return fault === signal?.reason || fault === currentCall()?.signal.reason;
}

const refusals: Readonly<Record<RefusingPolicy, string>> = {
  circuit_breaker: "failed too often of late and is left alone for a moment",
  concurrency_limit: "has as many calls to answer as it bears",
  balancer: "has no address that can be called",
};

/** Reasons of the chassis, and of whoever answers in the dependency's place; all others are the domain's own words. */
const namelessReasons: ReadonlyMap<string, string> = new Map([
  ["DRAINING", "is stopping"],
  ["PEER_UNREACHABLE", "cannot reach what it needs"],
  ["UNAVAILABLE", "is not available"],
]);

/** What the dependency did, in words that tell nothing of the inside; undefined for a Fault that speaks for itself. */
function explain(fault: Fault): string | undefined {
  const { code, reason, cause } = fault;
  if (cause instanceof Refusal) return refusals[cause.policy];
  if (code === "internal") return isOwnMistake(fault) ? undefined : "failed to answer";
  if (code !== "unavailable") return undefined;
  if (cause instanceof WireError) return cause.isUnprocessed ? "cannot be reached" : "was lost before it had answered";
  return namelessReasons.get(reason);
}
