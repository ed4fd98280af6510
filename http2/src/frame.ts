/** Frame types of RFC 9113 §6. */
export const frameTypes = {
  data: 0x0,
  headers: 0x1,
  priority: 0x2,
  rstStream: 0x3,
  settings: 0x4,
  pushPromise: 0x5,
  ping: 0x6,
  goaway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
} as const;

/** Frame flags of RFC 9113 §6. */
export const flags = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Bytes of a frame header (RFC 9113 §4.1). */
export const frameHeaderBytes = 9;

/** What a client sends first (RFC 9113 §3.4). */
export const clientPreface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Size of a frame's payload that every peer takes (RFC 9113 §4.2). */
export const defaultMaxFrameSize = 16_384;

/** Largest flow-control window (RFC 9113 §6.9.1). */
export const maxWindow = 2 ** 31 - 1;

/** Writes a frame header at `at` and answers the offset behind it. */
export function writeFrameHeader(
  out: Buffer,
  at: number,
  frame: { type: number; flags: number; id: number; length: number },
): number {
  const { type, flags: bits, id, length } = frame;
  out[at] = length >>> 16;
  out[at + 1] = length >>> 8;
  out[at + 2] = length;
  out[at + 3] = type;
  out[at + 4] = bits;
  out.writeUInt32BE(id, at + 5);
  return at + frameHeaderBytes;
}

/** A whole frame with a payload that is copied. */
export function toFrame(type: number, bits: number, id: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payload.length);
  writeFrameHeader(frame, 0, { type, flags: bits, id, length: payload.length });
  frame.set(payload, frameHeaderBytes);
  return frame;
}

/** A frame whose payload is one 32-bit number: RST_STREAM, WINDOW_UPDATE. */
export function toNumberFrame(type: number, id: number, value: number): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes + 4);
  writeFrameHeader(frame, 0, { type, flags: 0, id, length: 4 });
  frame.writeUInt32BE(value, frameHeaderBytes);
  return frame;
}

/** A GOAWAY frame with its debug text (RFC 9113 §6.8). */
export function toGoaway(lastId: number, code: number, debug: string): Buffer {
  const payload = Buffer.alloc(8 + Buffer.byteLength(debug));
  payload.writeUInt32BE(lastId, 0);
  payload.writeUInt32BE(code, 4);
  payload.write(debug, 8);
  return toFrame(frameTypes.goaway, 0, 0, payload);
}
