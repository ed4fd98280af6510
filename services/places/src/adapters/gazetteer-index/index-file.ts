import { crc32 } from "node:zlib";
import type { ByteSource } from "./byte-source.ts";
import { type ColumnName, type Columns, columnNames, columnTypes } from "./columns.ts";

// Eight bytes that say what this is, the length of a header in JSON, the header, and one column after the other.

const magic = "flplaces";
const prefixBytes = magic.length + 4;
const maxHeaderBytes = 4096;

interface Header {
  /** What the index was made from and how: see {@link indexStamp}. */
  readonly stamp: string;
  /** CRC-32 of all columns. */
  readonly checksum: number;
  readonly bytes: Readonly<Record<ColumnName, number>>;
}

/** The bytes of an index file. */
export function packIndex(stamp: string, columns: Columns): Uint8Array {
  const parts = columnNames.map((name) => toBytes(columns[name]));
  const bytes = Object.fromEntries(parts.map((part, index) => [columnNames[index], part.byteLength]));
  const header = Buffer.from(JSON.stringify({ stamp, checksum: checksumOf(parts), bytes }));
  const prefix = Buffer.alloc(prefixBytes, magic);
  prefix.writeUInt32LE(header.byteLength, magic.length);
  return Buffer.concat([prefix, header, ...parts]);
}

/**
 * Reads what {@link packIndex} wrote. Throws an Error that says why it will not do: made from other data, cut off,
 * spoiled.
 */
export function readIndex(read: ByteSource, stamp: string): Columns {
  const prefix = read(prefixBytes);
  if (prefix.toString("latin1", 0, magic.length) !== magic) throw new Error("it is no index of places");
  const header = parseHeader(read(Math.min(prefix.readUInt32LE(magic.length), maxHeaderBytes)));
  if (header.stamp !== stamp) throw new Error(`it is made from ${header.stamp}, not from ${stamp}`);
  const parts = columnNames.map((name) => read(header.bytes[name]));
  if (checksumOf(parts) !== header.checksum) throw new Error("its checksum is wrong");
  return toColumns(parts);
}

function parseHeader(bytes: Buffer): Header {
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw new Error("its header is spoiled", { cause });
  }
}

function toColumns(parts: readonly Buffer[]): Columns {
  const views = columnNames.map((name, index) => [name, new columnTypes[name](parts[index]!.buffer as ArrayBuffer)]);
  return Object.fromEntries(views);
}

function toBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

function checksumOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((checksum, part) => crc32(part, checksum), 0);
}
