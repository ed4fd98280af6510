/** Failures after which nobody knows, or which pass. */
const passing: ReadonlySet<string> = new Set([
  "aborted",
  "cancelled",
  "deadline_exceeded",
  "internal",
  "resource_exhausted",
  "unavailable",
  "unknown",
]);

/** Does a failure say that the request had no effect and never will? */
export function isForGood(code: string, reason: string): boolean {
  return !passing.has(code) && reason !== "IDEMPOTENCY_KEY_IN_USE";
}
