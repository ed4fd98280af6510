/**
 * The part of a byte stream that is still needed, in one Buffer: chunks are appended at the end, what is done with is
 * forgotten at the start. It grows by doubling and moves bytes only when it is full, so that even a stream of
 * one-byte chunks costs linear time.
 */
export class ByteWindow {
  /** Valid from 0 to {@link end}; behind it lies rubbish. */
  bytes: Buffer = Buffer.allocUnsafeSlow(128 * 1024);
  end = 0;
  /** Offset in the stream of the first byte of {@link bytes}. */
  origin = 0;

  /** Appends a chunk, after forgetting what lies before `keepFrom` if room is needed. Answers how far bytes moved. */
  append(chunk: Uint8Array, keepFrom: number): number {
    let moved = 0;
    if (this.end + chunk.length > this.bytes.length) moved = this.#makeRoom(chunk.length, keepFrom);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
    return moved;
  }

  #makeRoom(needed: number, keepFrom: number): number {
    const kept = this.end - keepFrom;
    const old = this.bytes;
    if (2 * (kept + needed) > old.length) this.bytes = Buffer.allocUnsafeSlow(4 * (kept + needed));
    this.bytes.set(old.subarray(keepFrom, this.end));
    this.end = kept;
    this.origin += keepFrom;
    return keepFrom;
  }
}
