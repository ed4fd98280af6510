import { Fault } from "@flotilla/chassis/fault";

/** The request was served by somebody else meanwhile; whoever comes again is given its answer. */
export function keyInUse(): Fault {
  const message = "A request with this idempotency key is being served now. Send it again in a moment.";
  return new Fault({ code: "aborted", reason: "IDEMPOTENCY_KEY_IN_USE", message, retryAfterMs: 1000 });
}
