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

/** A chunked body (RFC 9112 §7.1) of which the rest cannot be told from the bytes that follow. */
export function brokenBody(): Fault {
  const message = "The body breaks off in a malformed chunk. Send chunks as RFC 9112 §7.1 says, or a content-length.";
  return new Fault({ code: "invalid_argument", reason: "MALFORMED_REQUEST", message });
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
