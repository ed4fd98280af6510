import type { Fault } from "../../fault.ts";
import { WireError } from "../wire/wire-error.ts";
import { Refusal } from "./refusal.ts";

/**
 * What the end of a call tells of the peer. `answered`: it works, whatever it thinks of the request. `failed`: it broke
 * over it. `overloaded`: it turned the call away. `timed_out`: it had its time. `unavailable`: it said so, or was lost
 * over the call. `unreached`: it never saw it. `silent`: nothing, since it is our own doing.
 */
export type Verdict = "answered" | "failed" | "overloaded" | "timed_out" | "unavailable" | "unreached" | "silent";

/** Who gives a peer less time than this has run out of time himself. */
const leastPatienceMs = 50;

/** What `fault` tells of the peer, after `waitedMs`. `signal` is the one that the call was made with. */
export function toVerdict(fault: Fault, waitedMs: number, signal: AbortSignal | undefined): Verdict {
  const { code, cause } = fault;
  if (code === "deadline_exceeded") return waitedMs < leastPatienceMs ? "silent" : "timed_out";
  if (code === "cancelled" || signal?.aborted || cause instanceof Refusal || isOwnMistake(fault)) return "silent";
  if (code === "resource_exhausted") return notOfLoad.has(fault.reason) ? "answered" : "overloaded";
  if (code === "unavailable") return cause instanceof WireError && cause.isUnprocessed ? "unreached" : "unavailable";
  return brokenCodes.has(code) ? "failed" : "answered";
}

const brokenCodes: ReadonlySet<string> = new Set(["internal", "unknown", "data_loss"]);

/** What a peer refuses for the request's sake, or by the contract's rate, says nothing of how much it has to do. */
const notOfLoad: ReadonlySet<string> = new Set([
  "BODY_TOO_LARGE",
  "HEADERS_TOO_LARGE",
  "RATE_LIMITED",
  "TOO_MANY_MESSAGES",
]);

/** Something was thrown in this process, such as by a message that cannot be written: a peer's `internal` has no cause. */
export function isOwnMistake({ reason, cause }: Fault): boolean {
  return reason === "INTERNAL" && cause !== undefined && !(cause instanceof WireError);
}
