import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that sends the bytes a test gives it and keeps what comes back. */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket;
  #received = "";
  #isClosed = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.#received += chunk.toString("latin1");
      this.#wake();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  /** Everything that came so far, as Latin-1. */
  get received(): string {
    return this.#received;
  }

  /** Sends the bytes; resolves when the kernel has them. */
  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** What came until `wanted` was in it, or the connection closed. */
  async until(wanted: string): Promise<string> {
    while (!this.#received.includes(wanted) && !this.#isClosed) await this.#news();
    return this.#received;
  }

  /** Everything that came until the connection closed. */
  async closed(): Promise<string> {
    while (!this.#isClosed) await this.#news();
    return this.#received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.closed();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
