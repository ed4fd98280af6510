import type { PulledBody } from "../pulled-body.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { chunked } from "./framing.ts";

/** So many small pieces in a row are put together: a buffer of its own for each byte takes a hundred times the byte. */
const [mostCrumbs, crumbBytes] = [16, 512];
/** More than this is not held for somebody who does not read. */
const fullBytes = 65_536;

/** The body of one request: bytes come in as the connection reads them, and go out as they are asked for. */
export class Http1Body implements PulledBody {
  isRemoteEnded = false;
  isAborted = false;
  onReadable: (() => void) | undefined = undefined;
  readonly #decoder: ChunkedDecoder | undefined;
  readonly #onRoom: () => void;
  /** Bytes that are yet to come, where the length is known. */
  #left: number;
  #parts: Buffer[] = [];
  /** Small pieces at the end of #parts. */
  #crumbs = 0;
  #unread = 0;
  #isLeft = false;

  /** `length` is a number of bytes above 0, or {@link chunked}; `onRoom` is called when the peer need not wait any more. */
  constructor(length: number, onRoom: () => void) {
    this.#left = length;
    this.#decoder = length === chunked ? new ChunkedDecoder() : undefined;
    this.#onRoom = onRoom;
  }

  /** Whether as much waits to be read as is good: the peer is held back. */
  get isFull(): boolean {
    return this.#unread >= fullBytes;
  }

  /** Takes bytes off the wire from `start` on; answers where the body ended, or the bytes did. Throws MALFORMED_REQUEST. */
  take(bytes: Buffer, start: number): number {
    if (this.#decoder) {
      const end = this.#decoder.take(bytes, start, this.#keep);
      this.isRemoteEnded = this.#decoder.isDone;
      return end;
    }
    const end = Math.min(bytes.length, start + this.#left);
    this.#left -= end - start;
    this.isRemoteEnded = this.#left === 0;
    this.#keep(bytes.subarray(start, end));
    return end;
  }

  /** Tells who reads that something came. */
  announce(): void {
    this.onReadable?.();
  }

  read(): Buffer | undefined {
    if (this.#unread === 0) return undefined;
    const wasFull = this.isFull;
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts, this.#unread);
    this.#drop();
    if (wasFull) this.#onRoom();
    return bytes;
  }

  /** Nobody is to read any more: the rest flows by. */
  leave(): void {
    if (this.isRemoteEnded) return;
    this.#isLeft = true;
    const wasFull = this.isFull;
    this.#drop();
    this.abort();
    if (wasFull) this.#onRoom();
  }

  /** Nothing more will come. */
  abort(): void {
    if (this.isRemoteEnded) return;
    this.isAborted = true;
    this.announce();
  }

  readonly #keep = (bytes: Buffer): void => {
    if (this.#isLeft || bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#unread += bytes.length;
    this.#crumbs = bytes.length < crumbBytes ? this.#crumbs + 1 : 0;
    if (this.#crumbs < mostCrumbs) return;
    this.#parts.push(Buffer.concat(this.#parts.splice(-mostCrumbs)));
    this.#crumbs = 0;
  };

  #drop(): void {
    this.#parts = [];
    this.#unread = 0;
    this.#crumbs = 0;
  }
}
