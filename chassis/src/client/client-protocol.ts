import type { Message } from "@bufbuild/protobuf";
import type { OutgoingCall } from "./outgoing-call.ts";
import type { Wire } from "./wire/wire.ts";

/** One way to speak rpc over HTTP, from the caller's side. */
export interface ClientProtocol {
  /** Sends one message and reads one. What it throws goes through {@link OutgoingCall.toFault}; the call is closed after. */
  unary(call: OutgoingCall, wire: Wire, request: Message): Promise<Message>;
  /** Sends one message or many, reads any number. */
  stream(call: OutgoingCall, wire: Wire, request: Message | AsyncIterable<Message>): AsyncIterable<Message>;
}
