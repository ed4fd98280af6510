import { Fault } from "../../fault.ts";

/** Encodes one piece of a body in the text form of gRPC-Web, padded. */
export function encodeText(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64"), "latin1");
}

/** Most characters that so many bytes take. */
export function toTextBytes(bytes: number): number {
  return Math.ceil(bytes / 3) * 4 + 4;
}

/**
 * Decodes the body of gRPC-Web in its text form: base64 in pieces, each padded or not, cut anywhere. Throws
 * MALFORMED_MESSAGE for what is no base64.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let unread = "";
  for await (const chunk of chunks) {
    unread += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1");
    const whole = unread.length - (unread.length % 4);
    if (whole > 0) yield decodeGroups(unread.slice(0, whole));
    unread = unread.slice(whole);
  }
  if (unread !== "") throw malformed();
}

/** Decodes a whole body at once; see {@link decodeText}. */
export function decodeWholeText(body: Uint8Array): Uint8Array {
  if (body.length % 4 !== 0) throw malformed();
  return decodeGroups(Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1"));
}

const form = /^[A-Za-z0-9+/]*={0,2}$/;

/** Node's decoder stops at the first padding, so each padded piece is decoded by itself. */
function decodeGroups(text: string): Uint8Array {
  const parts = text.split(/(?<==)(?!=)/);
  if (!parts.every((part) => part.length % 4 === 0 && form.test(part))) throw malformed();
  return parts.length === 1
    ? Buffer.from(text, "base64")
    : Buffer.concat(parts.map((part) => Buffer.from(part, "base64")));
}

function malformed(): Fault {
  const message = "The body is not well-formed base64, as application/grpc-web-text needs it.";
  return new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message });
}
