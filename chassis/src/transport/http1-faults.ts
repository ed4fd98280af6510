import { Fault, type FaultInit } from "../fault.ts";

const malformed: FaultInit = {
  code: "invalid_argument",
  reason: "MALFORMED_REQUEST",
  message: "The bytes are no HTTP request. Send HTTP/1.1 or HTTP/2.",
};

/** Bytes that are no request (RFC 9112). */
export function malformedRequest(): Fault {
  return new Fault(malformed);
}

/** A request target with characters that may not stand in one. */
export function malformedTarget(): Fault {
  const message = "The URL holds a character that must be percent-encoded, as %C3%AB for ë.";
  return new Fault({ ...malformed, message });
}

/** A transfer coding other than `chunked`: 501 (RFC 9112 §6.1). */
export function unknownCoding(): Fault {
  const message = "The transfer-encoding is not known here. Send the body chunked, or with a content-length.";
  return new Fault({ code: "unimplemented", reason: "MALFORMED_REQUEST", message });
}

/** A request head beyond MAX_HEADER_BYTES. */
export function headersTooLarge(): Fault {
  const message = "The request headers are larger than MAX_HEADER_BYTES allows. Send fewer or shorter ones.";
  return new Fault({ code: "resource_exhausted", reason: "HEADERS_TOO_LARGE", message, httpStatus: 431 });
}

/** A request head that took longer than HEADER_TIMEOUT_MS. */
export function headerTimeout(): Fault {
  const message = "The request headers did not arrive in time. Send them at once.";
  return new Fault({ code: "deadline_exceeded", reason: "HEADER_TIMEOUT", message, httpStatus: 408 });
}

/** Refuses CONNECT: 501, since nothing here implements it (RFC 9110 §15.6.2). */
export function noTunnel(): Fault {
  const message = "This is no proxy: it opens no tunnels by CONNECT.";
  return new Fault({ code: "unimplemented", reason: "METHOD_NOT_ALLOWED", message });
}
