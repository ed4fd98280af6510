import { Duplex } from "node:stream";

/** A socket without a network: keeps what is written, or holds it back like a peer that does not read. */
export class MemorySocket extends Duplex {
  readonly sent: Buffer[] = [];
  #isRead: boolean;
  #taken: (() => void) | undefined = undefined;

  constructor(isRead = true) {
    super({ allowHalfOpen: false });
    this.#isRead = isRead;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    // As a kernel does: what was taken, its writer may use again.
    this.sent.push(Buffer.from(chunk));
    if (this.#isRead) done();
    else this.#taken = done;
  }

  /** The peer reads from now on. */
  takeAll(): void {
    this.#isRead = true;
    this.#taken?.();
  }
}
