import type { Outcome } from "../../call.ts";
import { type Fault, type FaultCode, faultCodes } from "../../fault.ts";
import type { SubscriptionPolicy } from "../../policy.ts";

/** What becomes of a message. */
export type Verdict =
  | { readonly kind: "ack" }
  | { readonly kind: "nak"; readonly delayMs: number }
  | { readonly kind: "bury"; readonly fault: Fault };

/**
 * Codes that say nothing of the message: something else is away, full or stopping. Such messages wait as long as that
 * lasts, or an outage would turn everything that is on its way into dead letters.
 */
const outages: ReadonlySet<FaultCode> = new Set(["unavailable", "resource_exhausted", "cancelled"]);

/** Did the call fail for a reason that may lie in its message? */
export function isOwnFailure({ fault }: Outcome): boolean {
  return fault !== undefined && !outages.has(fault.code);
}

/** What a message has behind it, its last call included. */
export interface Tries {
  /** Deliveries. */
  readonly attempt: number;
  /** Those that failed for a reason of their own. */
  readonly failures: number;
}

/**
 * Decides by the table of codes (`faultCodes`): acknowledge, deliver again after a pause (the Fault's own, else the
 * contract's), or bury among the dead letters, which also happens to what has failed too often.
 */
export function judge(outcome: Outcome, { attempt, failures }: Tries, policy: SubscriptionPolicy): Verdict {
  const { fault } = outcome;
  if (!fault) return { kind: "ack" };
  const { queue } = faultCodes[fault.code];
  if (queue === "ack") return { kind: "ack" };
  const isLast = failures >= policy.maxDeliver && isOwnFailure(outcome);
  if (queue === "term" || isLast) return { kind: "bury", fault };
  return { kind: "nak", delayMs: toPause(fault, pauseAfter(attempt, policy)) };
}

/** A full house knows when to come back; what is away knows at most when it is too early, and may be so for long. */
function toPause({ code, retryAfterMs = 0 }: Fault, contractMs: number): number {
  return code === "unavailable" ? Math.max(retryAfterMs, contractMs) : retryAfterMs || contractMs;
}

/** The pause after this many deliveries; the last one of the contract's holds for all that follow. */
export function pauseAfter(attempt: number, { backoffMs }: SubscriptionPolicy): number {
  return backoffMs[Math.min(attempt, backoffMs.length) - 1] ?? 0;
}
