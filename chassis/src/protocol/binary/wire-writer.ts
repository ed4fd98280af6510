/**
 * Where messages are written before their size is known: one buffer for the process. One message at a time is written
 * and copied out, without giving way in between. A writer takes the position to write at and answers the one after it.
 */

const initialBytes = 65_536;
/** A larger message leaves with the buffer that it filled: no copy, and the process keeps no memory of it. */
const copiedBytes = 262_144;

let bytes = Buffer.allocUnsafeSlow(initialBytes);
let view = new DataView(bytes.buffer);

/** Takes out what was written from `start` to `end`. */
export function takeWritten(start: number, end: number): Buffer {
  if (end <= copiedBytes) {
    const copy = Buffer.allocUnsafe(end - start);
    bytes.copy(copy, 0, start, end);
    return copy;
  }
  const written = bytes.subarray(start, end);
  useBuffer(Buffer.allocUnsafeSlow(initialBytes));
  return written;
}

/** Writes the tag of a field: its number and wire type (https://protobuf.dev/programming-guides/encoding/#structure). */
export function writeTag(at: number, tag: number): number {
  reserve(at, 5);
  return putVarint(at, tag);
}

/** Writes a tag and leaves a byte for the length of what follows; {@link closeLength} fills it in. */
export function openLength(at: number, tag: number): number {
  reserve(at, 6);
  return putVarint(at, tag) + 1;
}

/** Writes how long it is from `start`, where {@link openLength} left off, to `end`. Moves it when that takes more bytes. */
export function closeLength(start: number, end: number): number {
  const length = end - start;
  if (length < 0x80) {
    bytes[start - 1] = length;
    return end;
  }
  const more = varintSize(length) - 1;
  reserve(end, more);
  bytes.copyWithin(start + more, start, end);
  putVarint(start - 1, length);
  return end + more;
}

/** Writes the big-endian prefix of an envelope over bytes that were left for it. */
export function putPrefix(at: number, flags: number, length: number): void {
  view.setUint8(at, flags);
  view.setUint32(at + 1, length);
}

/** Writes an unsigned number of up to 32 bits. */
export function writeVarint(at: number, value: number): number {
  reserve(at, 5);
  return putVarint(at, value);
}

/** Writes 64 bits, in two words. */
export function writeLongVarint(at: number, low: number, high: number): number {
  reserve(at, 10);
  let [next, lower, upper] = [at, low >>> 0, high >>> 0];
  while (upper > 0) {
    bytes[next++] = (lower & 0x7f) | 0x80;
    lower = ((lower >>> 7) | (upper << 25)) >>> 0;
    upper >>>= 7;
  }
  return putVarint(next, lower);
}

/** Writes a little-endian word. */
export function writeWord(at: number, word: number): number {
  reserve(at, 4);
  view.setInt32(at, word, true);
  return at + 4;
}

/** Writes an IEEE 754 number of 32 bits. */
export function writeFloat32(at: number, value: number): number {
  reserve(at, 4);
  view.setFloat32(at, value, true);
  return at + 4;
}

/** Writes an IEEE 754 number of 64 bits. */
export function writeFloat64(at: number, value: number): number {
  reserve(at, 8);
  view.setFloat64(at, value, true);
  return at + 8;
}

/** Up to here a loop over characters is faster than a call of `Buffer.write` (measured). */
const loopedCharacters = 16;
/** From here on room is made for what a text takes, not for the three bytes that a character can take. */
const countedCharacters = 4096;

/** Writes the length and the UTF-8 of a text; half a surrogate pair becomes U+FFFD, as TextEncoder has it. */
export function writeText(at: number, text: string): number {
  const { length } = text;
  reserve(at, 5 + (length < countedCharacters ? 3 * length : Buffer.byteLength(text)));
  if (length > loopedCharacters) return putText(at, text);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return putText(at, text);
    bytes[at + 1 + index] = code;
  }
  bytes[at] = length;
  return at + 1 + length;
}

function putText(at: number, text: string): number {
  // The length in bytes takes as much room as the length in characters, nearly always.
  const start = at + varintSize(text.length);
  const length = bytes.write(text, start);
  const wanted = at + varintSize(length);
  if (wanted !== start) bytes.copyWithin(wanted, start, start + length);
  return putVarint(at, length) + length;
}

/** Writes bytes as they are. */
export function writeRaw(at: number, raw: Uint8Array): number {
  reserve(at, raw.length);
  bytes.set(raw, at);
  return at + raw.length;
}

function putVarint(at: number, value: number): number {
  let next = at;
  let rest = value;
  while (rest > 0x7f) {
    bytes[next++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[next] = rest;
  return next + 1;
}

function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

function reserve(at: number, more: number): void {
  if (at + more > bytes.length) grow(at, more);
}

function grow(used: number, more: number): void {
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, used + more + initialBytes));
  bytes.copy(larger, 0, 0, used);
  useBuffer(larger);
}

function useBuffer(buffer: typeof bytes): void {
  bytes = buffer;
  view = new DataView(buffer.buffer);
}
