import { isUtf8 } from "node:buffer";

/** Index of the first byte that is not part of a whole UTF-8 character, or -1. */
export function findInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = lengthOf(bytes[at]!);
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return -1;
}

function lengthOf(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
