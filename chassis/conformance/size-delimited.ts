import type { Readable } from "node:stream";

/** Reads messages that stand behind their sizes in four bytes, as the conformance runner writes them. */
export async function* readSizeDelimited(input: Readable): AsyncGenerator<Uint8Array, void> {
  let unread = Buffer.alloc(0);
  for await (const chunk of input) {
    unread = Buffer.concat([unread, chunk as Buffer]);
    while (unread.length >= 4 && unread.length >= 4 + unread.readUInt32BE(0)) {
      const end = 4 + unread.readUInt32BE(0);
      yield unread.subarray(4, end);
      unread = unread.subarray(end);
    }
  }
  if (unread.length > 0) throw new Error("the input ended before its message was complete");
}

/** The bytes with their size before them. */
export function toSizeDelimited(bytes: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}
