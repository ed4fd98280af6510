import { Fault } from "../../fault.ts";
import { type StreamForm, streamHeaders } from "./stream-form.ts";

const newline = 0x0a;

/** Newline-delimited JSON: one message a line. A failure is a last line, `{"error": problem}`. */
export const jsonLines: StreamForm = {
  contentType: "application/x-ndjson",
  headers: streamHeaders,
  keepAlive: undefined,
  toMessage: (json) => `${json}\n`,
  toEnd: () => "",
  toFailure: (problem) => `{"error":${problem}}\n`,
};

/** Cuts a byte stream at newlines; blank lines are left out. Throws BODY_TOO_LARGE for a line beyond `maxBytes`. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<Uint8Array> {
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const line = join(pending, chunk.subarray(from, at), maxBytes);
      if (!isBlank(line)) yield line;
      [pending, size, from] = [[], 0, at + 1];
    }
    size += chunk.length - from;
    if (size > maxBytes) throw tooLarge(maxBytes);
    if (from < chunk.length) pending.push(chunk.subarray(from));
  }
  const line = join(pending, new Uint8Array(), maxBytes);
  if (!isBlank(line)) yield line;
}

function join(pending: readonly Uint8Array[], last: Uint8Array, maxBytes: number): Uint8Array {
  const line = pending.length === 0 ? last : Buffer.concat([...pending, last]);
  if (line.length > maxBytes) throw tooLarge(maxBytes);
  return line;
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function tooLarge(maxBytes: number): Fault {
  const message = `A line of the body is larger than ${maxBytes} bytes.`;
  return new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message, httpStatus: 413 });
}
