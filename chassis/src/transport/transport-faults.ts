import { Fault } from "../fault.ts";

/** A body that is larger than the limit. */
export function bodyTooLarge(maxBytes: number): Fault {
  const message = `The body is larger than ${maxBytes} bytes. Send less, or in several requests.`;
  return new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message, httpStatus: 413 });
}

/** A body that stopped arriving. */
export function bodyTimeout(idleTimeoutMs: number): Fault {
  const message = `No byte of the body came for ${idleTimeoutMs} ms. Send it without longer pauses.`;
  return new Fault({ code: "deadline_exceeded", reason: "BODY_TIMEOUT", message, httpStatus: 408 });
}

/** A caller that went away before the answer's last byte. */
export function callerGone(): Fault {
  return new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller went away." });
}

/** A call that still runs when the time for stopping is over. */
export function draining(): Fault {
  const message = "The process is stopping. Send the request again, to another instance.";
  return new Fault({ code: "unavailable", reason: "DRAINING", message, retryAfterMs: 1000 });
}
