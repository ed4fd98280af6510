import { ConnectionError, errorCodes } from "./error-code.ts";

/** The bytes of one header block, gathered from HEADERS and its CONTINUATION frames (RFC 9113 §4.3). */
export class HeaderBlock {
  readonly streamId: number;
  readonly endsStream: boolean;
  /** When it began, by `performance.now()`. */
  readonly sinceMs: number = performance.now();
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(streamId: number, endsStream: boolean, maxBytes: number) {
    this.streamId = streamId;
    this.endsStream = endsStream;
    this.#maxBytes = maxBytes;
  }

  /** Adds a fragment, copied. Throws ENHANCE_YOUR_CALM when the block grows too large: the CONTINUATION flood. */
  add(bytes: Buffer, start: number, end: number): void {
    this.#size += end - start;
    // An empty fragment costs the peer nine bytes and us an object.
    if (this.#size > this.#maxBytes || this.#parts.length >= 64) {
      throw new ConnectionError(errorCodes.enhanceYourCalm, "header block is too large");
    }
    this.#parts.push(Buffer.from(bytes.subarray(start, end)));
  }

  /** The block as a whole. */
  join(): Buffer {
    return Buffer.concat(this.#parts, this.#size);
  }
}
