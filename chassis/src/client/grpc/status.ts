import type { HeaderMap } from "../../call.ts";
import { Fault, type FaultInit, findFaultCode } from "../../fault.ts";
import { decodeBinaryHeader } from "../../protocol/binary-header.ts";
import { decodeStatusMessage } from "../../protocol/grpc/status-message.ts";
import { toBrokenAnswer, toForeign } from "../answer-fault.ts";
import type { Ending } from "../outgoing-call.ts";
import type { WireAnswer } from "../wire/wire.ts";

const contentTypeForm = /^([^+;\s]*)(?:\+([^;\s]*))?/;

/** Throws the Fault of an answer that is not of this family of content types, or in another codec. */
export function assertGrpcHead(family: string, answer: WireAnswer, codecName: string): void {
  const { status, headers } = answer;
  const contentType = String(headers["content-type"] ?? "").toLowerCase();
  const [, given, codec = "proto"] = contentTypeForm.exec(contentType)!;
  const isSpoken = given === family && (status === 200 || headers["grpc-status"] !== undefined);
  if (!isSpoken) throw toForeign("gRPC", answer);
  if (codec !== codecName) throw toBrokenAnswer(`The answer is of type ${contentType}; ${codecName} was asked for.`);
}

/**
 * How an answer ended, by the fields that stand in its trailers. A Fault's reason is the peer's, or the code in capitals
 * when the peer gives none.
 */
export function readGrpcStatus(trailers: HeaderMap): Ending | Promise<Ending> {
  const status = trailers["grpc-status"];
  if (status === "0") return { trailers, fault: undefined };
  if (typeof status !== "string") return { trailers, fault: toBrokenAnswer("The answer ends without a grpc-status.") };
  return readFault(status, trailers).then((fault) => ({ trailers, fault }));
}

async function readFault(status: string, trailers: HeaderMap): Promise<Fault> {
  const code = findFaultCode(status) ?? "unknown";
  const message = decodeStatusMessage(String(trailers["grpc-message"] ?? ""));
  const details = await readDetails(trailers["grpc-status-details-bin"]);
  return new Fault({ ...details, reason: details.reason || code.toUpperCase(), code, message });
}

/** Loaded only when a Fault arrives: most calls succeed, and a command line should start fast. */
async function readDetails(header: string | string[] | undefined): Promise<Partial<FaultInit>> {
  if (typeof header !== "string") return {};
  const { fromStatusDetails } = await import("../../protocol/status-details.ts");
  try {
    return fromStatusDetails(decodeBinaryHeader(header));
  } catch {
    return {};
  }
}
