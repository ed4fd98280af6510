/** A frame (RFC 9113 §4.1). */
export function toFrame({ type, flags, id }: { type: number; flags: number; id: number }, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, payload]);
}

/** What every client starts with, and an empty SETTINGS frame. */
export const hello: Buffer = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  toFrame({ type: 4, flags: 0, id: 0 }, Buffer.alloc(0)),
]);

/** A header block of literals without indexing (RFC 7541 §6.2.2): name, value, name, value …, each below 127 bytes. */
export function toBlock(...fields: string[]): Buffer {
  const parts = fields.map((text, index) => `${index % 2 === 0 ? "\0" : ""}${String.fromCharCode(text.length)}${text}`);
  return Buffer.from(parts.join(""), "latin1");
}
