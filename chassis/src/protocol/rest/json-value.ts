import { type DescEnum, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { odd } from "../binary/odd.ts";

type Read = (value: JsonValue) => unknown;

/** The reader of one scalar as encoders write it. It throws {@link odd} at null, and at the other forms that there are. */
export function createScalarReader(scalar: ScalarType): Read {
  return readers.get(scalar) ?? refuse;
}

/** The reader of an enum's values by their names. */
export function createEnumReader(desc: DescEnum): Read {
  const numbers = new Map(desc.values.map((value) => [value.jsonName, value.number]));
  return (value) => numbers.get(value as string) ?? refuse();
}

function readText(value: JsonValue): string {
  if (typeof value !== "string" || !value.isWellFormed()) throw odd;
  return value;
}

function readBool(value: JsonValue): boolean {
  if (typeof value !== "boolean") throw odd;
  return value;
}

function readInt32(value: JsonValue): number {
  // Also minus zero is left to others.
  if (!Object.is(value, (value as number) | 0)) throw odd;
  return value as number;
}

function readUint32(value: JsonValue): number {
  if (!Object.is(value, (value as number) >>> 0)) throw odd;
  return value as number;
}

function readDouble(value: JsonValue): number {
  if (!Number.isFinite(value)) throw odd;
  return value as number;
}

function readFloat(value: JsonValue): number {
  if (!Number.isFinite(Math.fround(value as number))) throw odd;
  return readDouble(value);
}

/** Too few digits to leave the range of 64 bits. */
const shortInteger = /^(?:0|-?[1-9]\d{0,17})$/;

function readInt64(value: JsonValue): bigint {
  if (typeof value !== "string" || !shortInteger.test(value)) throw odd;
  return BigInt(value);
}

function readUint64(value: JsonValue): bigint {
  const long = readInt64(value);
  if (long < 0n) throw odd;
  return long;
}

function refuse(): never {
  throw odd;
}

const readers = new Map<ScalarType, Read>([
  [ScalarType.STRING, readText],
  [ScalarType.BOOL, readBool],
  [ScalarType.INT32, readInt32],
  [ScalarType.SINT32, readInt32],
  [ScalarType.SFIXED32, readInt32],
  [ScalarType.UINT32, readUint32],
  [ScalarType.FIXED32, readUint32],
  [ScalarType.DOUBLE, readDouble],
  [ScalarType.FLOAT, readFloat],
  [ScalarType.INT64, readInt64],
  [ScalarType.SINT64, readInt64],
  [ScalarType.SFIXED64, readInt64],
  [ScalarType.UINT64, readUint64],
  [ScalarType.FIXED64, readUint64],
]);
