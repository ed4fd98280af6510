import { Fault } from "../fault.ts";
import type { WireAnswer } from "./wire/wire.ts";

/** The whole body of an answer. Rejects with BODY_TOO_LARGE as soon as more than `maxBytes` came. */
export async function readWhole(answer: WireAnswer, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.chunks()) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function tooLarge(maxBytes: number): Fault {
  const message = `The answer is larger than ${maxBytes} bytes.`;
  return new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message });
}
