import { type Call, Fault, findFaultCode } from "@flotilla/chassis";
import type { BoolValue, EchoStatus } from "@flotilla/contract/grpc/testing/messages";

const initialKey = "x-grpc-test-echo-initial";
const trailingKey = "x-grpc-test-echo-trailing-bin";

/** Sends the two well-known pieces of metadata back: one before the answer, one, in base64, behind it. */
export function echoMetadata(call: Call): void {
  const initial = call.header(initialKey);
  const trailing = call.header(trailingKey);
  if (initial !== undefined) call.setHeader(initialKey, initial);
  if (trailing !== undefined) call.setTrailer(trailingKey, trailing);
}

/** Throws the status that a request asks for, if it asks for one. */
export function assertStatus(status: EchoStatus | undefined): void {
  if (!status || status.code === 0) return;
  throw new Fault({ code: findFaultCode(status.code) ?? "unknown", reason: "", message: status.message });
}

/** Throws INVALID_ARGUMENT when the message at hand was not sent as it says of itself. */
export function assertCompression(expected: BoolValue | undefined, call: Call): void {
  if (!expected || expected.value === call.isRequestCompressed) return;
  const message = `This message should have been sent ${expected.value ? "compressed" : "as it is"}, but was not.`;
  throw new Fault({ code: "invalid_argument", reason: "", message });
}

/** The rpc that must not be implemented. */
export function unimplemented(): never {
  throw new Fault({ code: "unimplemented", reason: "", message: "This rpc is not implemented." });
}
