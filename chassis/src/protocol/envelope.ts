import { Fault } from "../fault.ts";

/** One message on the wire: a byte of flags, four bytes of length, the bytes. gRPC, gRPC-Web and Connect agree on it. */
export interface Envelope {
  readonly flags: number;
  readonly data: Uint8Array;
}

/** Flag of a message that is compressed. */
export const compressedFlag = 0b1;
/** Flag of the last envelope of a Connect stream, which holds the outcome and the trailers in JSON. */
export const endStreamFlag = 0b10;
/** Flag of the last envelope of a gRPC-Web answer, which holds the trailers (grpc-web's PROTOCOL-WEB.md). */
export const trailerFlag = 0x80;
/** Size of what comes before the bytes. */
export const prefixBytes = 5;

/** Puts the prefix before a message, in one buffer. */
export function toEnvelope(flags: number, data: Uint8Array): Buffer {
  const envelope = Buffer.allocUnsafe(prefixBytes + data.length);
  envelope[0] = flags;
  envelope.writeUInt32BE(data.length, 1);
  envelope.set(data, prefixBytes);
  return envelope;
}

/**
 * Takes a whole body as the one message it must hold. Throws WRONG_MESSAGE_COUNT when it holds none or more,
 * BODY_TOO_LARGE, or MALFORMED_MESSAGE when it breaks off.
 */
export function readOnlyEnvelope(body: Uint8Array, maxBytes: number): Envelope {
  if (body.length === 0) throw wrongCount("none");
  if (body.length < prefixBytes) throw truncated(body.length, prefixBytes);
  const end = prefixBytes + readLength(body, maxBytes);
  if (body.length < end) throw truncated(body.length, end);
  if (body.length > end) throw wrongCount("more");
  return { flags: body[0]!, data: body.subarray(prefixBytes) };
}

/** Cuts a whole body into its messages. Throws BODY_TOO_LARGE, or MALFORMED_MESSAGE when it breaks off. */
export function splitEnvelopes(body: Uint8Array, maxBytes: number): Envelope[] {
  const envelopes: Envelope[] = [];
  for (let rest = body; rest.length > 0; ) {
    const end = rest.length < prefixBytes ? prefixBytes : prefixBytes + readLength(rest, maxBytes);
    if (rest.length < end) throw truncated(rest.length, end);
    envelopes.push({ flags: rest[0]!, data: rest.subarray(prefixBytes, end) });
    rest = rest.subarray(end);
  }
  return envelopes;
}

/** Cuts a body into its messages as they arrive. Throws BODY_TOO_LARGE before it buffers a message beyond `maxBytes`. */
export async function* readEnvelopes(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Envelope, void> {
  const unread: Uint8Array[] = [];
  let size = 0;
  let wanted = prefixBytes;
  for await (const chunk of chunks) {
    unread.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    let rest = unread.length === 1 ? chunk : Buffer.concat(unread, size);
    for (;;) {
      wanted = rest.length < prefixBytes ? prefixBytes : prefixBytes + readLength(rest, maxBytes);
      if (rest.length < wanted) break;
      yield { flags: rest[0]!, data: rest.subarray(prefixBytes, wanted) };
      rest = rest.subarray(wanted);
    }
    unread.length = 0;
    size = rest.length;
    if (size > 0) unread.push(rest);
  }
  if (size > 0) throw truncated(size, wanted);
}

function readLength(bytes: Uint8Array, maxBytes: number): number {
  const length = ((bytes[1]! << 24) | (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!) >>> 0;
  if (length <= maxBytes) return length;
  const message = `A message is announced with ${length} bytes; the most is ${maxBytes}. Send less, or in several.`;
  throw new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message });
}

function truncated(has: number, needs: number): Fault {
  const message = `The body breaks off within a message: it has ${has} bytes of ${needs}.`;
  return new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message });
}

function wrongCount(count: "none" | "more"): Fault {
  const has = count === "none" ? "holds no message" : "holds more than one message";
  const message = `The request ${has}; this rpc reads exactly one.`;
  return new Fault({ code: "unimplemented", reason: "WRONG_MESSAGE_COUNT", message });
}
