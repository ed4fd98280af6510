import type { Message } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";

/** The one message that an answer must hold. Rejects with WRONG_MESSAGE_COUNT when it holds none or more. */
export async function readOnlyMessage(messages: AsyncIterable<Message>): Promise<Message> {
  let only: Message | undefined;
  for await (const message of messages) {
    if (only) throw wrongCount("more than one message");
    only = message;
  }
  if (!only) throw wrongCount("no message");
  return only;
}

/** The Fault of an answer with too many messages or too few: gRPC's table of status codes has it as `unimplemented`. */
export function wrongCount(held: "no message" | "more than one message"): Fault {
  const message = `The answer holds ${held}; this rpc gives exactly one.`;
  return new Fault({ code: "unimplemented", reason: "WRONG_MESSAGE_COUNT", message });
}
