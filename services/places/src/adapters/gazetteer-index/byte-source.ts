import { closeSync, openSync, readSync } from "node:fs";

/** Bytes that are read from the first to the last; each piece has memory of its own. Throws when there are too few. */
export type ByteSource = (length: number) => Buffer;

/** Reads a file while `use` runs. */
export function readFile<T>(path: string, use: (read: ByteSource) => T): T {
  const file = openSync(path, "r");
  try {
    return use((length) => fill(length, (bytes, at) => readSync(file, bytes, at, length - at, null)));
  } finally {
    closeSync(file);
  }
}

/** Reads chunks that are in memory. */
export function toByteSource(bytes: Buffer): ByteSource {
  let position = 0;
  return (length) =>
    fill(length, (target, at) => {
      const copied = bytes.copy(target, at, position);
      position += copied;
      return copied;
    });
}

function fill(length: number, read: (bytes: Buffer, at: number) => number): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let filled = 0; filled < length; ) {
    const count = read(bytes, filled);
    if (count === 0) throw new Error("it is cut off");
    filled += count;
  }
  return bytes;
}
