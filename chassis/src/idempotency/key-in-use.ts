import { Fault } from "../fault.ts";

/**
 * IDEMPOTENCY_KEY_IN_USE: the request is being served; or, from a store that was to keep an answer, it was served by
 * somebody else meanwhile. Whoever comes again is given that answer.
 */
export function keyInUse(): Fault {
  const message = "A request with this idempotency key is being served now. Send it again in a moment.";
  return new Fault({ code: "aborted", reason: "IDEMPOTENCY_KEY_IN_USE", message, retryAfterMs: 1000 });
}
