import type { Call } from "../../call.ts";
import { type Fault, faultCodes } from "../../fault.ts";
import { encodeBinaryHeader } from "../binary-header.ts";
import { toDetails } from "../status-details.ts";

/** An error as Connect writes it in JSON (https://connectrpc.com/docs/protocol#error-end-stream). */
export interface ConnectStatus {
  readonly code: string;
  readonly message?: string;
  readonly details?: readonly { readonly type: string; readonly value: string }[];
}

/** A Fault in Connect's words. */
export function toConnectStatus(fault: Fault, call: Call): ConnectStatus {
  const details = toDetails(fault, call.method.service || "flotilla").map(({ type, value }) => ({
    type,
    value: encodeBinaryHeader(value),
  }));
  return {
    code: fault.code === "cancelled" ? "canceled" : fault.code,
    ...(fault.message === "" ? {} : { message: fault.message }),
    ...(details.length === 0 ? {} : { details }),
  };
}

/** The HTTP status that Connect gives a code; it knows none of REST's exceptions. */
export function toHttpStatus(fault: Fault): number {
  return faultCodes[fault.code].http;
}
