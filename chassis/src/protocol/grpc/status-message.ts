const needsEncoding = /[^\x20-\x24\x26-\x7e]|^ | $/;

/**
 * Percent-encodes a `grpc-message`: printable ASCII but `%` stays, every other UTF-8 byte becomes `%XX`
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses). So becomes a blank at either end,
 * which no HTTP/2 field may have (RFC 9113 §8.2.1): peers drop such a field, or the whole answer.
 */
export function encodeStatusMessage(text: string): string {
  if (!needsEncoding.test(text)) return text;
  const bytes = Buffer.from(text);
  let encoded = "";
  for (const [index, byte] of bytes.entries()) {
    const isInside = index > 0 && index < bytes.length - 1;
    const isPlain = (byte > 0x20 || (byte === 0x20 && isInside)) && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** Reads a `grpc-message` back; a `%` that starts no hex pair stays as it is, as the specification asks. */
export function decodeStatusMessage(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  const bytes: number[] = [];
  for (let index = 0; index < encoded.length; index++) {
    const hex = encoded.slice(index + 1, index + 3);
    if (encoded[index] === "%" && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      index += 2;
    } else {
      bytes.push(encoded.charCodeAt(index) & 0xff);
    }
  }
  return Buffer.from(bytes).toString();
}
