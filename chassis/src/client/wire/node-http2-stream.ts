import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from "node:http2";
import type { Http2Stream, ReceivedList } from "./http2-connection.ts";

const cancelCode = 0x8;

/** A stream of node:http2 in the shape of our engine's. */
export class NodeHttp2Stream implements Http2Stream {
  readonly #stream: ClientHttp2Stream;
  headers: ReceivedList | undefined = undefined;
  trailers: ReceivedList | undefined = undefined;
  isRemoteEnded = false;
  onHeaders: (() => void) | undefined = undefined;
  onReadable: (() => void) | undefined = undefined;
  onDrain: (() => void) | undefined = undefined;
  onAbort: ((code: number) => void) | undefined = undefined;

  /** `onHeard` is called at every sign of life. */
  constructor(stream: ClientHttp2Stream, session: ClientHttp2Session, onHeard: () => void) {
    this.#stream = stream;
    stream.on("response", (headers) => {
      onHeard();
      this.headers = toList(headers);
      this.onHeaders?.();
    });
    stream.on("trailers", (trailers) => {
      this.trailers = toList(trailers);
    });
    stream.on("readable", () => {
      onHeard();
      this.onReadable?.();
    });
    stream.on("end", () => {
      // Node ends a stream that was reset, or lost with its session, as if its body were whole.
      this.isRemoteEnded = stream.rstCode === 0 && !(stream.aborted && session.destroyed);
      this.onReadable?.();
    });
    stream.on("drain", () => this.onDrain?.());
    // Its close says all that counts.
    stream.on("error", () => undefined);
    stream.on("close", () => this.#onClose());
  }

  get isClosed(): boolean {
    return this.#stream.closed || this.#stream.destroyed;
  }

  read(): Uint8Array | undefined {
    return (this.#stream.read() as Buffer | null) ?? undefined;
  }

  write(chunk: Uint8Array): boolean {
    return !this.#stream.writable || this.#stream.write(chunk);
  }

  end(): void {
    if (this.#stream.writable) this.#stream.end();
  }

  reset(): void {
    this.onAbort = undefined;
    this.#stream.close(cancelCode);
    this.onReadable?.();
    this.onDrain?.();
  }

  #onClose(): void {
    const { rstCode = 0 } = this.#stream;
    if (!this.isRemoteEnded) this.onAbort?.(rstCode === 0 ? cancelCode : rstCode);
    this.onReadable?.();
    this.onDrain?.();
  }
}

function toList(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): ReceivedList {
  const { ":status": status, ...fields } = headers;
  return { status: status === undefined ? undefined : String(status), fields };
}
