import { crc32 } from "node:zlib";

/** What a PNG says of itself. */
export interface PngHead {
  readonly width: number;
  readonly height: number;
  /** Its tEXt chunk `Description`; empty where it has none. */
  readonly description: string;
}

const signature = Buffer.from("89504e470d0a1a0a", "hex");
/** Length, type and checksum. */
const chunkOverhead = 12;
const describes = "Description\0";

/**
 * Reads a PNG's head, and checks every chunk on the way, down to the end (PNG, third edition, §5). Throws an Error that
 * says what is wrong with a file that is none or is spoiled.
 */
export function readPng(bytes: Uint8Array): PngHead {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!file.subarray(0, signature.length).equals(signature)) throw new Error("it does not begin like a PNG");
  const [head, ...rest] = readChunks(file);
  if (head?.type !== "IHDR" || head.data.length !== 13) throw new Error("its first chunk is no IHDR");
  if (!rest.some(({ type }) => type === "IDAT")) throw new Error("it has no pixels");
  const texts = rest.filter(({ type }) => type === "tEXt").map(({ data }) => data.toString("latin1"));
  const description = texts.find((text) => text.startsWith(describes))?.slice(describes.length) ?? "";
  const [width, height] = [head.data.readUInt32BE(0), head.data.readUInt32BE(4)];
  if (width === 0 || height === 0) throw new Error("it is empty");
  return { width, height, description };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function readChunks(file: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; chunks.at(-1)?.type !== "IEND"; ) {
    const length = at + chunkOverhead <= file.length ? file.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const end = at + chunkOverhead + length;
    if (end > file.length) throw new Error("it ends too early");
    const named = file.subarray(at + 4, end - 4);
    const type = named.toString("latin1", 0, 4);
    if (crc32(named) !== file.readUInt32BE(end - 4)) throw new Error(`its chunk ${JSON.stringify(type)} is spoiled`);
    chunks.push({ type, data: named.subarray(4) });
    at = end;
  }
  return chunks;
}
