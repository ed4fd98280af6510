import { Fault } from "../fault.ts";

/** Writes bytes as base64 without padding: the value of a header whose name ends in `-bin`, or of a Connect detail. */
export function encodeBinaryHeader(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64").replace(/=+$/, "");
}

/** Reads such a value back, padded or not. Throws MALFORMED_MESSAGE for what is no base64. */
export function decodeBinaryHeader(value: string): Uint8Array {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return Buffer.from(value, "base64");
  const message = "A binary header is not base64.";
  throw new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message });
}
