import { ConnectionError, errorCodes } from "./error-code.ts";
import { flags, frameHeaderBytes, frameTypes } from "./frame.ts";

/** Some bytes of a buffer that belongs to the socket: copy what must stay. */
export interface Slice {
  readonly bytes: Buffer;
  start: number;
  end: number;
}

/** One whole frame with its payload as a slice. The reader has one such object and fills it anew for every frame. */
export interface Frame extends Slice {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
}

/** Takes one whole frame. */
export type FrameSink = (frame: Frame) => void;

const nothing = Buffer.alloc(0);

/** Cuts the bytes of a connection into frames, without copying those that lie in one chunk. */
export class FrameReader {
  readonly #maxFrameSize: number;
  readonly #sink: FrameSink;
  readonly #frame: { -readonly [K in keyof Frame]: Frame[K] } = {
    type: 0,
    flags: 0,
    id: 0,
    bytes: nothing,
    start: 0,
    end: 0,
  };
  /** Start of a frame whose end has not come. */
  #held: Buffer | undefined = undefined;
  #heldLength = 0;
  #heldSinceMs = 0;
  /** Of a DATA frame that is handed on in parts: what is still to come, and its flags. */
  #dataLeft = 0;
  #dataFlags = 0;

  constructor(maxFrameSize: number, sink: FrameSink) {
    this.#maxFrameSize = maxFrameSize;
    this.#sink = sink;
  }

  /** Since when a frame other than DATA waits for its end, by `performance.now()`; undefined when none does. */
  get heldSinceMs(): number | undefined {
    const isData = this.#heldLength > 3 && this.#held![3] === frameTypes.data;
    return this.#heldLength === 0 || isData ? undefined : this.#heldSinceMs;
  }

  /**
   * Hands on every frame that `chunk` completes, and of DATA what there is: a frame that lies in several chunks comes as
   * several with the same id, of which the last one may end the stream. Throws FRAME_SIZE_ERROR.
   */
  push(chunk: Buffer): void {
    let at = this.#dataLeft > 0 ? this.#continueData(chunk) : this.#heldLength > 0 ? this.#complete(chunk) : 0;
    while (chunk.length - at >= frameHeaderBytes) {
      const end = at + frameHeaderBytes + this.#readLength(chunk, at);
      if (end > chunk.length) break;
      this.#emit(chunk, at, end);
      at = end;
    }
    if (at < chunk.length && !this.#startData(chunk, at)) this.#hold(chunk, at);
    // An idle connection keeps no chunk alive.
    this.#frame.bytes = nothing;
  }

  /** Hands on the first part of a DATA frame; false for what must be held until it is complete. */
  #startData(chunk: Buffer, at: number): boolean {
    const start = at + frameHeaderBytes;
    if (start > chunk.length || chunk[at + 3] !== frameTypes.data || chunk[at + 4]! & flags.padded) return false;
    this.#dataFlags = chunk[at + 4]!;
    this.#dataLeft = this.#readLength(chunk, at) - (chunk.length - start);
    this.#frame.type = frameTypes.data;
    this.#frame.id = chunk.readUInt32BE(at + 5) & 0x7fffffff;
    if (start < chunk.length) this.#emitData(chunk, start, chunk.length);
    return true;
  }

  /** Hands on the next part of a DATA frame; answers how much of the chunk it was. */
  #continueData(chunk: Buffer): number {
    const end = Math.min(this.#dataLeft, chunk.length);
    this.#dataLeft -= end;
    this.#emitData(chunk, 0, end);
    return end;
  }

  #emitData(bytes: Buffer, start: number, end: number): void {
    const frame = this.#frame;
    frame.flags = this.#dataLeft > 0 ? this.#dataFlags & ~flags.endStream : this.#dataFlags;
    frame.bytes = bytes;
    frame.start = start;
    frame.end = end;
    this.#sink(frame);
  }

  /** Completes the frame that was held from `chunk`; answers how much of it was used. */
  #complete(chunk: Buffer): number {
    let at = 0;
    if (this.#heldLength < frameHeaderBytes) at = this.#fill(chunk, at, frameHeaderBytes);
    if (this.#heldLength < frameHeaderBytes) return at;
    const size = frameHeaderBytes + this.#readLength(this.#held!, 0);
    at = this.#fill(chunk, at, size);
    if (this.#heldLength < size) return at;
    const held = this.#held!;
    this.#held = undefined;
    this.#heldLength = 0;
    this.#emit(held, 0, size);
    return at;
  }

  #fill(chunk: Buffer, from: number, size: number): number {
    const take = Math.min(size - this.#heldLength, chunk.length - from);
    if (this.#held!.length < size) {
      const grown = Buffer.allocUnsafe(size);
      this.#held!.copy(grown, 0, 0, this.#heldLength);
      this.#held = grown;
    }
    chunk.copy(this.#held!, this.#heldLength, from, from + take);
    this.#heldLength += take;
    return from + take;
  }

  #hold(chunk: Buffer, from: number): void {
    this.#heldLength = chunk.length - from;
    this.#heldSinceMs = performance.now();
    this.#held = Buffer.allocUnsafe(Math.max(this.#heldLength, frameHeaderBytes));
    chunk.copy(this.#held, 0, from);
  }

  #readLength(bytes: Buffer, at: number): number {
    const length = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    if (length <= this.#maxFrameSize) return length;
    throw new ConnectionError(errorCodes.frameSizeError, `frame of ${length} bytes is over ${this.#maxFrameSize}`);
  }

  #emit(bytes: Buffer, at: number, end: number): void {
    const frame = this.#frame;
    frame.type = bytes[at + 3]!;
    frame.flags = bytes[at + 4]!;
    frame.id = bytes.readUInt32BE(at + 5) & 0x7fffffff;
    frame.bytes = bytes;
    frame.start = at + frameHeaderBytes;
    frame.end = end;
    this.#sink(frame);
  }
}
