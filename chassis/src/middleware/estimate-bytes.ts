const objectBytes = 32;
const wordBytes = 8;

/** About how much memory a tree of plain values takes: strings at two bytes a character, a word for each value. */
export function estimateBytes(value: unknown): number {
  if (typeof value === "string") return wordBytes + value.length * 2;
  if (typeof value !== "object" || value === null) return wordBytes;
  if (ArrayBuffer.isView(value)) return objectBytes + value.byteLength;
  let bytes = objectBytes;
  for (const member of Object.values(value)) bytes += estimateBytes(member);
  return bytes;
}
