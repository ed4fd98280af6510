/** The first byte of what Redis keeps: a lease, or a value with the time until which it is good. */
const leaseMark = 0;
const valueMark = 1;
const headBytes = 9;

/** A value as it is kept. */
export interface StoredValue {
  /** A part of the buffer that Redis sent, which may be much larger. */
  readonly value: Uint8Array;
  /** On the wall clock, which all processes share. */
  readonly expiresAt: number;
}

/** What stands in the place of a value while somebody is about to fill it. */
export function toStoredLease(token: string): Buffer {
  return Buffer.from(`${String.fromCharCode(leaseMark)}${token}`, "latin1");
}

export function toStoredValue(value: Uint8Array, expiresAt: number): Buffer {
  const stored = Buffer.allocUnsafe(headBytes + value.byteLength);
  stored[0] = valueMark;
  stored.writeDoubleBE(expiresAt, 1);
  stored.set(value, headBytes);
  return stored;
}

/** Undefined: a lease, or what another version of us may have kept there. */
export function readStoredValue(stored: Buffer): StoredValue | undefined {
  if (stored[0] !== valueMark || stored.length < headBytes) return undefined;
  return { value: stored.subarray(headBytes), expiresAt: stored.readDoubleBE(1) };
}
