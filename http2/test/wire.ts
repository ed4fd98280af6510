import { errorCodes } from "../src/index.ts";

/** Frames as a peer would send them, whatever RFC 9113 says of them. */
export function frame(type: number, flags: number, id: number, payload: Uint8Array | string = ""): Buffer {
  const bytes = typeof payload === "string" ? Buffer.from(payload, "hex") : payload;
  const head = Buffer.alloc(9);
  head.writeUIntBE(bytes.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, bytes]);
}

export const endStream = 0x1;
export const endHeaders = 0x4;

/** HEADERS with END_HEADERS, and END_STREAM unless the body is still to come. */
export function headers(id: number, block: Uint8Array = postBlock, isEnd = true): Buffer {
  return frame(1, endHeaders | (isEnd ? endStream : 0), id, block);
}

export function data(id: number, payload: Uint8Array | string = "", isEnd = false): Buffer {
  return frame(0, isEnd ? endStream : 0, id, typeof payload === "string" ? Buffer.from(payload) : payload);
}

/** A SETTINGS frame of identifiers and values in turn. */
export function settings(...pairs: number[]): Buffer {
  const payload = Buffer.alloc(pairs.length * 3);
  for (let at = 0; at < pairs.length; at += 2) {
    payload.writeUInt16BE(pairs[at]!, at * 3);
    payload.writeUInt32BE(pairs[at + 1]!, at * 3 + 2);
  }
  return frame(4, 0, 0, payload);
}

export const settingsAck: Buffer = frame(4, 1, 0);
export const ping: Buffer = frame(6, 0, 0, Buffer.alloc(8));
export const pingAck: Buffer = frame(6, 1, 0, Buffer.alloc(8));

export function windowUpdate(id: number, increment: number): Buffer {
  return frame(8, 0, id, number32(increment));
}

export function reset(id: number, code: number = errorCodes.cancel): Buffer {
  return frame(3, 0, id, number32(code));
}

export function goaway(lastId: number, code: number = errorCodes.noError): Buffer {
  return frame(7, 0, 0, Buffer.concat([number32(lastId), number32(code)]));
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A header block of literals without indexing, name, value, name, value …, in no code (RFC 7541 §6.2.2). */
export function literals(...fields: string[]): Buffer {
  return Buffer.concat(
    fields.flatMap((text, index) => (index % 2 === 0 ? [Buffer.of(0), string(text)] : [string(text)])),
  );
}

/** A literal that goes into the table (RFC 7541 §6.2.1). */
export function indexed(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0x40), string(name), string(value)]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** An integer with a seven-bit prefix (RFC 7541 §5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let left = value - 127;
  for (; left >= 128; left >>>= 7) bytes.push((left & 127) | 128);
  return Buffer.of(...bytes, left);
}

/** `POST http:/`, out of the static table. */
export const postBlock: Buffer = Buffer.from("838684", "hex");

/** The bytes `count` times, or made anew for each odd number from 1. */
export function many(count: number, toBytes: Buffer | ((id: number) => Buffer)): Buffer {
  const parts = Array.from({ length: count }, (_, index) =>
    typeof toBytes === "function" ? toBytes(index * 2 + 1) : toBytes,
  );
  return Buffer.concat(parts);
}
