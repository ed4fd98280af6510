import type { Readable } from "node:stream";

/** Reads one message that stands behind its size in four bytes, as the conformance runner writes it. */
export async function readSizeDelimited(input: Readable): Promise<Uint8Array> {
  let read = Buffer.alloc(0);
  for await (const chunk of input) {
    read = Buffer.concat([read, chunk as Buffer]);
    if (read.length >= 4 && read.length >= 4 + read.readUInt32BE(0)) return read.subarray(4, 4 + read.readUInt32BE(0));
  }
  throw new Error("the input ended before its message was complete");
}

/** The bytes with their size before them. */
export function toSizeDelimited(bytes: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}
