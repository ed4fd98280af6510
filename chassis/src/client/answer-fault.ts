import type { HeaderMap } from "../call.ts";
import { Fault, type FaultCode, toFault } from "../fault.ts";
import { fromResetCode } from "./reset-code.ts";
import { WireError } from "./wire/wire-error.ts";

/** What an HTTP status says where the protocol says nothing (grpc's doc/http-grpc-status-mapping.md; Connect agrees). */
const byHttpStatus: Readonly<Record<number, FaultCode>> = {
  400: "internal",
  401: "unauthenticated",
  403: "permission_denied",
  404: "unimplemented",
  429: "unavailable",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

/** The code that an HTTP status stands for when it is all there is. */
export function fromHttpStatus(status: number): FaultCode {
  return byHttpStatus[status] ?? "unknown";
}

/** The head of an answer. */
type Head = { readonly status: number; readonly headers: HeaderMap };

/** The Fault of an answer that is not `protocol`'s; `detail` is what it says all the same. */
export function toForeign(protocol: string, answer: Head, detail = ""): Fault {
  const code = fromHttpStatus(answer.status);
  const type = answer.headers["content-type"] ?? "nothing";
  const message = `The peer does not speak ${protocol} here: it answered HTTP status ${answer.status} with ${type}. ${detail}`;
  const retryAfterMs = readRetryAfter(answer.headers["retry-after"]);
  return new Fault({
    code,
    reason: code.toUpperCase(),
    message: message.trimEnd(),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Seconds to wait (RFC 9110 §10.2.3). A date is left alone: it says when by a clock that may not be ours. */
function readRetryAfter(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) * 1000 : undefined;
}

/** The Fault of an answer that breaks its protocol. */
export function toBrokenAnswer(message: string, cause?: unknown): Fault {
  return new Fault({ code: "internal", reason: "MALFORMED_MESSAGE", message, cause });
}

/**
 * What a call fails with when reading its answer threw. What the readers of requests lay to the caller is here the
 * peer's doing: `internal`. A reset stream says by its code what became of the call.
 */
export function toAnswerFault(thrown: unknown, maxBytes: number): Fault {
  const fault = toFault(thrown);
  if (fault.cause instanceof WireError) return toLost(fault, fault.cause);
  if (fault.reason === "BODY_TOO_LARGE") {
    const message = `The answer has a message of more than ${maxBytes} bytes.`;
    return new Fault({ code: "resource_exhausted", reason: fault.reason, message, cause: fault });
  }
  if (!peersDoing.has(fault.reason) || fault.code === "internal") return fault;
  const { reason, message } = fault;
  return new Fault({ code: "internal", reason, message: `The answer cannot be read. ${message}`, cause: fault });
}

function toLost(fault: Fault, cause: WireError): Fault {
  const code = cause.resetCode === undefined ? fault.code : fromResetCode(cause.resetCode);
  if (code === fault.code) return fault;
  return new Fault({ code, reason: code.toUpperCase(), message: fault.message, cause });
}

const peersDoing: ReadonlySet<string> = new Set(["MALFORMED_MESSAGE", "MALFORMED_JSON", "UNSUPPORTED_ENCODING"]);
