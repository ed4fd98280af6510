import { Duplex } from "node:stream";

/** A socket without a network: what the peer sends is pushed, what it is sent is kept. */
export class MemorySocket extends Duplex {
  readonly remoteAddress = "memory";
  /** After so long without any traffic a socket would emit `timeout`; 0: never. */
  timeoutMs = 0;
  #received = "";
  #isRead: boolean;
  #taken: (() => void) | undefined = undefined;

  /** Unless it `isRead`, the peer takes nothing before {@link takeAll}. */
  constructor({ isRead = true } = {}) {
    super({ allowHalfOpen: true });
    this.#isRead = isRead;
  }

  /** All that was written to the peer, as Latin-1. */
  get received(): string {
    return this.#received;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#received += chunk.toString("latin1");
    if (this.#isRead) done();
    else this.#taken = done;
  }

  /** The peer reads from now on. */
  takeAll(): void {
    this.#isRead = true;
    this.#taken?.();
  }

  /** Lets go of what was written. */
  forget(): void {
    this.#received = "";
  }

  destroySoon(): void {
    this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  setTimeout(timeoutMs: number): this {
    this.timeoutMs = timeoutMs;
    return this;
  }

  setNoDelay(): this {
    return this;
  }
}
