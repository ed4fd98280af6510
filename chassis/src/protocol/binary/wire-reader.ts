import type { Message } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { odd } from "./odd.ts";

type UnknownField = NonNullable<Message["$unknown"]>[number];

/** Messages in messages beyond which `fromBinary` refuses. */
const maxDepth = 100;

/** Up to here a loop over characters is faster than a call of `Buffer.toString` (measured). */
const loopedCharacters = 12;

/** The two halves of a 64-bit integer or float: JavaScript has no cheaper way from them. */
const long = new DataView(new ArrayBuffer(8));

/** Reads one message's bytes from front to back. Throws {@link odd} for what only `fromBinary` can tell how to take. */
export class WireReader {
  at = 0;
  readonly #source: Uint8Array;
  readonly #bytes: Buffer;
  #depth = 1;

  constructor(source: Uint8Array) {
    this.#source = source;
    this.#bytes = Buffer.isBuffer(source) ? source : Buffer.from(source.buffer, source.byteOffset, source.length);
  }

  /** Reads the length of a message; answers where it ends. Every one is left by {@link leave}. */
  enter(): number {
    if (++this.#depth > maxDepth) throw odd;
    return this.endOfLength();
  }

  /** Throws unless a message ended where its length said. */
  leave(end: number): void {
    if (this.at !== end) throw odd;
    this.#depth--;
  }

  endOfLength(): number {
    const length = this.uint32();
    const end = this.at + length;
    if (end > this.#bytes.length) throw odd;
    return end;
  }

  /** A field's number and wire type. */
  tag(): number {
    const first = this.#bytes[this.at]!;
    if (first < 0x80) {
      this.at++;
      return first;
    }
    const start = this.at;
    const tag = this.uint32();
    if (this.at - start > 4) throw odd;
    return tag;
  }

  /** Reads a field that the contract lacks, to be kept as it is. */
  unknown(tag: number, known: ReadonlySet<number>): UnknownField {
    const no = tag >>> 3;
    if (no === 0 || known.has(no)) throw odd;
    const start = this.at;
    this.#skip(tag & 7);
    return { no, wireType: tag & 7, data: this.#source.subarray(start, this.at) };
  }

  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#bytes[this.at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const fifth = this.#bytes[this.at++]!;
    value = (value | ((fifth & 0x0f) << 28)) >>> 0;
    if (fifth < 0x80) return value;
    for (let more = 0; more < 5; more++) if (this.#bytes[this.at++]! < 0x80) return value;
    throw odd;
  }

  int32(): number {
    return this.uint32() | 0;
  }

  sint32(): number {
    const zigzag = this.uint32();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  bool(): boolean {
    const byte = this.#bytes[this.at++]!;
    if (byte < 0x80) return byte !== 0;
    throw odd;
  }

  fixed32(): number {
    return this.sfixed32() >>> 0;
  }

  sfixed32(): number {
    const { at } = this;
    this.at = at + 4;
    return this.#bytes[at]! | (this.#bytes[at + 1]! << 8) | (this.#bytes[at + 2]! << 16) | (this.#bytes[at + 3]! << 24);
  }

  float(): number {
    long.setInt32(0, this.sfixed32(), true);
    return long.getFloat32(0, true);
  }

  double(): number {
    this.#loadFixed64();
    return long.getFloat64(0, true);
  }

  fixed64(): bigint {
    this.#loadFixed64();
    return long.getBigUint64(0, true);
  }

  sfixed64(): bigint {
    this.#loadFixed64();
    return long.getBigInt64(0, true);
  }

  uint64(): bigint {
    this.#loadVarint64();
    return long.getBigUint64(0, true);
  }

  int64(): bigint {
    this.#loadVarint64();
    return long.getBigInt64(0, true);
  }

  sint64(): bigint {
    this.#loadVarint64();
    const [low, high] = [long.getInt32(0, true), long.getInt32(4, true)];
    const sign = -(low & 1);
    load(((low >>> 1) | (high << 31)) ^ sign, (high >>> 1) ^ sign);
    return long.getBigInt64(0, true);
  }

  bytes(): Uint8Array {
    const end = this.endOfLength();
    const bytes = this.#source.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  string(): string {
    const end = this.endOfLength();
    const start = this.at;
    this.at = end;
    return (end - start <= loopedCharacters && readAscii(this.#bytes, start, end)) || readText(this.#bytes, start, end);
  }

  #skip(wireType: WireType): void {
    if (wireType === WireType.LengthDelimited) this.at = this.endOfLength();
    else if (wireType === WireType.Bit64) this.at += 8;
    else if (wireType === WireType.Bit32) this.at += 4;
    else if (wireType === WireType.Varint) this.#loadVarint64();
    else throw odd;
  }

  #loadFixed64(): void {
    const low = this.sfixed32();
    load(low, this.sfixed32());
  }

  #loadVarint64(): void {
    let [low, high] = [0, 0];
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.at++]!;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift > 24) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
      if (byte < 0x80) {
        load(low, high);
        return;
      }
    }
    throw odd;
  }
}

function load(low: number, high: number): void {
  long.setInt32(0, low, true);
  long.setInt32(4, high, true);
}

/** Empty where another character is met. */
function readAscii(bytes: Uint8Array, start: number, end: number): string {
  const codes = new Array<number>(end - start);
  for (let index = 0; index < codes.length; index++) {
    const code = bytes[start + index]!;
    if (code > 0x7f) return "";
    codes[index] = code;
  }
  return String.fromCharCode.apply(String, codes);
}

function readText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start, end);
  // It stands for itself, or for what is no UTF-8.
  if (text.includes("\ufffd")) throw odd;
  return text;
}
