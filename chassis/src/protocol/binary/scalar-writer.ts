import { ScalarType } from "@bufbuild/protobuf";
import { odd } from "./odd.ts";
import {
  writeFloat32,
  writeFloat64,
  writeLongVarint,
  writeRaw,
  writeText,
  writeVarint,
  writeWord,
} from "./wire-writer.ts";

/** Writes a value at a position; answers the position after it. */
export type ScalarWriter = (at: number, value: never) => number;

/** Values as protobuf-es holds them, none of them coerced: another type, or a number out of range, is {@link odd}. */
export const scalarWriters: Readonly<Record<ScalarType, ScalarWriter>> = {
  [ScalarType.DOUBLE]: writeDouble,
  [ScalarType.FLOAT]: writeFloat,
  [ScalarType.INT64]: writeInt64,
  [ScalarType.UINT64]: writeUint64,
  [ScalarType.INT32]: writeInt32,
  [ScalarType.FIXED64]: writeFixed64,
  [ScalarType.FIXED32]: writeFixed32,
  [ScalarType.BOOL]: writeBool,
  [ScalarType.STRING]: writeString,
  [ScalarType.BYTES]: writeBytes,
  [ScalarType.UINT32]: writeUint32,
  [ScalarType.SFIXED32]: writeSfixed32,
  [ScalarType.SFIXED64]: writeSfixed64,
  [ScalarType.SINT32]: writeSint32,
  [ScalarType.SINT64]: writeSint64,
};

function writeString(at: number, value: string): number {
  if (typeof value !== "string") throw odd;
  return writeText(at, value);
}

function writeBytes(at: number, value: Uint8Array): number {
  if (!(value instanceof Uint8Array)) throw odd;
  return writeRaw(writeVarint(at, value.length), value);
}

function writeBool(at: number, value: boolean): number {
  if (typeof value !== "boolean") throw odd;
  return writeVarint(at, value ? 1 : 0);
}

function writeInt32(at: number, value: number): number {
  if (value !== (value | 0)) throw odd;
  return value < 0 ? writeLongVarint(at, value, -1) : writeVarint(at, value);
}

function writeUint32(at: number, value: number): number {
  if (value !== value >>> 0) throw odd;
  return writeVarint(at, value);
}

function writeSint32(at: number, value: number): number {
  if (value !== (value | 0)) throw odd;
  return writeVarint(at, ((value << 1) ^ (value >> 31)) >>> 0);
}

function writeFixed32(at: number, value: number): number {
  if (value !== value >>> 0) throw odd;
  return writeWord(at, value);
}

function writeSfixed32(at: number, value: number): number {
  if (value !== (value | 0)) throw odd;
  return writeWord(at, value);
}

function writeFloat(at: number, value: number): number {
  if (typeof value !== "number") throw odd;
  const isTooLarge = Number.isFinite(value) && !Number.isFinite(Math.fround(value));
  if (isTooLarge) throw odd;
  return writeFloat32(at, value);
}

function writeDouble(at: number, value: number): number {
  if (typeof value !== "number") throw odd;
  return writeFloat64(at, value);
}

/** The two words of a 64-bit integer: BigInt has no cheaper way to them. */
const long = new DataView(new ArrayBuffer(8));

function splitSigned(value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw odd;
  long.setBigInt64(0, value, true);
}

function splitUnsigned(value: bigint): void {
  if (BigInt.asUintN(64, value) !== value) throw odd;
  long.setBigUint64(0, value, true);
}

function writeInt64(at: number, value: bigint): number {
  splitSigned(value);
  return writeLongVarint(at, long.getInt32(0, true), long.getInt32(4, true));
}

function writeUint64(at: number, value: bigint): number {
  splitUnsigned(value);
  return writeLongVarint(at, long.getInt32(0, true), long.getInt32(4, true));
}

function writeSint64(at: number, value: bigint): number {
  splitSigned(value);
  const low = long.getInt32(0, true);
  const high = long.getInt32(4, true);
  const sign = high >> 31;
  return writeLongVarint(at, (low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
}

function writeFixed64(at: number, value: bigint): number {
  splitUnsigned(value);
  return writeWord(writeWord(at, long.getInt32(0, true)), long.getInt32(4, true));
}

function writeSfixed64(at: number, value: bigint): number {
  splitSigned(value);
  return writeWord(writeWord(at, long.getInt32(0, true)), long.getInt32(4, true));
}
