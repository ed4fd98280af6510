import type { Socket } from "node:net";

const joinBelowBytes = 65_536;

/** What a connection writes: everything of one tick leaves in one `socket.write`. */
export class Outbox {
  readonly #socket: Socket;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #isScheduled = false;
  /** Bytes given to the socket; of these the peer's side had taken so many, and when that number last changed. */
  #flushed = 0;
  #taken = 0;
  #takenMs = 0;
  readonly #flushLater = () => this.flush();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Reads no more while over `maxBytes` wait for the peer, until the socket's `drain`: answers that no window holds back
   * would pile up.
   */
  holdBack(maxBytes: number): void {
    if (this.#bytes + this.#socket.writableLength <= maxBytes) return;
    this.flush();
    if (this.#socket.writableNeedDrain) this.#socket.pause();
  }

  /** Whether the socket has as much to send as it wants; its `drain` event says when that is over. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain || this.#bytes >= joinBelowBytes;
  }

  /** Whether bytes wait of which the peer took none for `timeoutMs`; asked about once a second. */
  isStuck(nowMs: number, timeoutMs: number): boolean {
    const taken = this.#flushed - this.#socket.writableLength;
    if (this.#socket.writableLength === 0 || taken !== this.#taken) {
      this.#taken = taken;
      this.#takenMs = nowMs;
    }
    return nowMs - this.#takenMs > timeoutMs;
  }

  /** Writes whole frames, or parts of one in order; the bytes must not change afterwards. */
  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#flushLater);
  }

  /** Writes now what would be written at the end of the tick. */
  flush(): void {
    this.#isScheduled = false;
    const frames = this.#frames;
    if (frames.length === 0) return;
    const bytes = this.#bytes;
    this.#frames = [];
    this.#bytes = 0;
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#flushed += bytes;
    if (frames.length === 1) this.#socket.write(frames[0]!);
    else if (bytes <= joinBelowBytes) this.#socket.write(Buffer.concat(frames, bytes));
    else this.#writeAll(frames);
  }

  #writeAll(frames: readonly Uint8Array[]): void {
    this.#socket.cork();
    for (const frame of frames) this.#socket.write(frame);
    this.#socket.uncork();
  }
}
