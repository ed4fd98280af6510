import type { Call } from "../../call.ts";
import { type Fault, faultCodes } from "../../fault.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";
import { encodeBinaryHeader } from "../binary-header.ts";
import { oncePerFault } from "../once-per-fault.ts";
import { toStatusDetails } from "../status-details.ts";
import { encodeStatusMessage } from "./status-message.ts";

/** Trailers of a call that went well and has none of its own. */
const okTrailers: ResponseHeaders = { "grpc-status": "0" };

/**
 * The trailers that end a call: what the handler set, then `grpc-status`, `grpc-message` and `grpc-status-details-bin`
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses).
 */
export function toTrailers(call: Call, fault: Fault | undefined): ResponseHeaders {
  if (!fault) return call.responseTrailers ? { ...call.responseTrailers, ...okTrailers } : okTrailers;
  const trailers = toFaultTrailers(fault, call);
  return call.responseTrailers ? { ...call.responseTrailers, ...trailers } : trailers;
}

const toFaultTrailers = oncePerFault((fault, call) => {
  const trailers: ResponseHeaders = {
    "grpc-status": faultCodes[fault.code].grpc,
    "grpc-message": encodeStatusMessage(fault.message),
  };
  const details = toStatusDetails(fault, call.method.service || "flotilla");
  trailers["grpc-status-details-bin"] = encodeBinaryHeader(details);
  if (fault.retryAfterMs !== undefined) trailers["grpc-retry-pushback-ms"] = Math.ceil(fault.retryAfterMs);
  return trailers;
});
