import { create, type DescMessage, isMessage, type Message, type MessageInitShape } from "@bufbuild/protobuf";

/** What a handler answers as a message: handlers may give plain objects. */
export function toMessage(value: unknown, desc: DescMessage): Message {
  return isMessage(value) ? value : create(desc, value as MessageInitShape<typeof desc>);
}
