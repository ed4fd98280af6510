import { Readable } from "node:stream";
import { type DescMessage, type Message, toJsonString } from "@bufbuild/protobuf";
import { type HttpBody, HttpBodySchema } from "@flotilla/contract/google/api/httpbody";

/** A streamed request body: the bytes of HttpBody messages as they are, other messages one per line. */
export async function toBodyStream(
  desc: DescMessage,
  messages: AsyncIterable<Message>,
): Promise<{ readonly contentType: string; readonly stream: Readable }> {
  if (desc.typeName !== HttpBodySchema.typeName) {
    return { contentType: "application/x-ndjson", stream: Readable.from(toLines(desc, messages)) };
  }
  const iterator = (messages as AsyncIterable<HttpBody>)[Symbol.asyncIterator]();
  const first = await iterator.next();
  const contentType = first.done ? "" : first.value.contentType;
  return { contentType: contentType || "application/octet-stream", stream: Readable.from(toBytes(first, iterator)) };
}

async function* toLines(desc: DescMessage, messages: AsyncIterable<Message>) {
  for await (const message of messages) yield Buffer.from(`${toJsonString(desc, message)}\n`);
}

async function* toBytes(first: IteratorResult<HttpBody>, rest: AsyncIterator<HttpBody>) {
  for (let step = first; !step.done; step = await rest.next()) {
    if (step.value.data.length > 0) yield Buffer.from(step.value.data);
  }
}
