import { Duplex } from "node:stream";

/** A socket without a network: what the peer sends is pushed, what it is sent is kept. */
export class MemorySocket extends Duplex {
  readonly remoteAddress = "memory";
  #received = "";

  constructor() {
    super({ allowHalfOpen: true });
  }

  /** All that was written to the peer, as Latin-1. */
  get received(): string {
    return this.#received;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#received += chunk.toString("latin1");
    done();
  }

  destroySoon(): void {
    this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }
}
