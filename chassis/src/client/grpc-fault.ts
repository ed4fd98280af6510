import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from "node:http2";
import { Fault, type FaultCode, type FaultInit, faultCodes } from "../fault.ts";
import { decodeStatusMessage } from "../protocol/grpc/status-message.ts";

const byNumber = new Map(Object.entries(faultCodes).map(([code, { grpc }]) => [String(grpc), code as FaultCode]));

/** What an HTTP status says when the peer is no gRPC server (grpc's doc/http-grpc-status-mapping.md). */
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

/**
 * The Fault that an answer's headers and trailers speak of; undefined for a success. Its reason is the peer's, or the
 * code in capitals when the peer gives none.
 */
export async function readGrpcFault(
  headers: IncomingHttpHeaders,
  trailers: IncomingHttpHeaders | undefined,
): Promise<Fault | undefined> {
  const ending = trailers ?? headers;
  const status = ending["grpc-status"];
  if (status === "0") return undefined;
  if (typeof status !== "string") return toForeign(headers);
  const code = byNumber.get(status) ?? "unknown";
  const message = decodeStatusMessage(String(ending["grpc-message"] ?? ""));
  const details = await readDetails(ending["grpc-status-details-bin"]);
  return new Fault({ ...details, reason: details.reason || code.toUpperCase(), code, message });
}

/** Loaded only when a Fault arrives: most calls succeed, and a command line should start fast. */
async function readDetails(header: string | string[] | undefined): Promise<Partial<FaultInit>> {
  if (typeof header !== "string") return {};
  const { fromStatusDetails } = await import("../protocol/status-details.ts");
  try {
    return fromStatusDetails(Buffer.from(header, "base64"));
  } catch {
    return {};
  }
}

function toForeign(headers: IncomingHttpHeaders): Fault {
  const { ":status": httpStatus } = headers as IncomingHttpStatusHeader;
  if (httpStatus === undefined) {
    const message = "The peer closed the connection before it answered; it may speak another protocol, or want TLS.";
    return new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message });
  }
  const type = headers["content-type"] ?? "nothing";
  const isGrpc = httpStatus === 200 && String(type).startsWith("application/grpc");
  const code = isGrpc ? "internal" : (byHttpStatus[httpStatus] ?? "unknown");
  const message = isGrpc
    ? "The peer ended the call without a grpc-status."
    : `The peer is no gRPC server: it answered HTTP status ${httpStatus} with ${type}.`;
  return new Fault({ code, reason: code.toUpperCase(), message });
}
