import { Fault } from "../../fault.ts";

/** All chunks in one piece. Rejects with BODY_TOO_LARGE as soon as more than `maxBytes` came. */
export async function readWhole(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    assertSize(size, maxBytes);
    parts.push(chunk);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts, size);
}

/** Throws BODY_TOO_LARGE unless an answer of `size` bytes is within the limit. */
export function assertSize(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  const message = `The answer is larger than ${maxBytes} bytes.`;
  throw new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message });
}
