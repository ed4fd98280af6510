import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { type HttpBody, HttpBodySchema } from "@flotilla/contract/google/api/httpbody";

/** Is this google.api.HttpBody, whose bytes go over the wire as they are? */
export function isHttpBody(desc: DescMessage): boolean {
  return desc.typeName === HttpBodySchema.typeName;
}

/** Bytes with their content type. */
export function toHttpBody(contentType: string, data: Uint8Array): HttpBody & Message {
  return create(HttpBodySchema, { contentType, data });
}

/** Cuts chunks that are larger than `maxBytes`: where a transport cuts is none of the caller's business. */
export async function* cutChunks(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += maxBytes) yield chunk.subarray(from, from + maxBytes);
  }
}
