import { type DescEnum, ScalarType } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";

/** Value, in its protobuf-es form → JSON text. Throws a TypeError for a value of another type. */
export type Writer = (value: unknown) => string;

/** Writes scalars as protobuf JSON has them: 64-bit integers and the numbers that JSON lacks become strings. */
export function createScalarWriter(scalar: ScalarType): Writer {
  return writers.get(scalar) ?? writeLong;
}

/** Writes the names of enum values, and the number of a value that has none. */
export function writeEnum(desc: DescEnum): Writer {
  if (desc.typeName === "google.protobuf.NullValue") return () => "null";
  const names = new Map(desc.values.map((value) => [value.number, JSON.stringify(value.jsonName)]));
  return (value) => names.get(value as number) ?? writeInteger(value);
}

// What JSON must escape, and half a surrogate pair, which JSON.stringify escapes so that the text stays UTF-8.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const awkward = /["\\\u0000-\u001f\ud800-\udfff]/;

function writeString(value: unknown): string {
  if (typeof value !== "string") throw wrong("a string", value);
  return awkward.test(value) ? JSON.stringify(value) : `"${value}"`;
}

function writeInteger(value: unknown): string {
  if (typeof value !== "number") throw wrong("a number", value);
  return String(value);
}

function writeFloat(value: unknown): string {
  if (typeof value !== "number") throw wrong("a number", value);
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

function writeLong(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "string" || Number.isInteger(value)) return `"${value}"`;
  throw wrong("a 64-bit integer", value);
}

function writeBool(value: unknown): string {
  if (typeof value !== "boolean") throw wrong("true or false", value);
  return value ? "true" : "false";
}

function writeBytes(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw wrong("bytes", value);
  return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}"`;
}

const writers = new Map<ScalarType, Writer>([
  [ScalarType.STRING, writeString],
  [ScalarType.BOOL, writeBool],
  [ScalarType.BYTES, writeBytes],
  [ScalarType.DOUBLE, writeFloat],
  [ScalarType.FLOAT, writeFloat],
  [ScalarType.INT32, writeInteger],
  [ScalarType.SINT32, writeInteger],
  [ScalarType.SFIXED32, writeInteger],
  [ScalarType.UINT32, writeInteger],
  [ScalarType.FIXED32, writeInteger],
]);

const secondsPerDay = 86_400;
const minSeconds = Date.UTC(1000, 0) / 1000;
const maxSeconds = Date.UTC(10_000, 0) / 1000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

let shownDay = Number.NaN;
let shownDate = "";

/** Writes times of four-digit years in whole milliseconds; all others are left to `slow`. The last date is kept. */
export function writeTimestamp(value: unknown, slow: Writer): string {
  const { seconds: long, nanos } = value as Timestamp;
  const seconds = Number(long);
  const millis = nanos / 1e6;
  const isPlain = Number.isInteger(millis) && millis >= 0 && millis < 1000;
  if (!isPlain || seconds < minSeconds || seconds >= maxSeconds) return slow(value);
  const day = Math.floor(seconds / secondsPerDay);
  if (day !== shownDay) {
    shownDay = day;
    shownDate = new Date(day * secondsPerDay * 1000).toISOString().slice(0, 11);
  }
  const second = seconds - day * secondsPerDay;
  const hours = twoDigits[Math.floor(second / 3600)];
  const minutes = twoDigits[Math.floor(second / 60) % 60];
  const time = `"${shownDate}${hours}:${minutes}:${twoDigits[second % 60]}`;
  return nanos === 0 ? `${time}Z"` : `${time}.${String(millis).padStart(3, "0")}Z"`;
}

function wrong(wanted: string, value: unknown): TypeError {
  return new TypeError(`${wanted} is wanted, not ${typeof value}`);
}
