import type { HeaderMap } from "../../call.ts";
import type { Awaitable } from "../../handler.ts";
import type { Http2Stream } from "./http2-connection.ts";
import type { Http2Exchange } from "./http2-exchange.ts";
import { assertSize, readWhole } from "./read-whole.ts";
import type { WireAnswer } from "./wire.ts";

const none: HeaderMap = {};
const nothing = new Uint8Array(0);

/** The answer that came on a stream. */
export class Http2Answer implements WireAnswer {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly #stream: Http2Stream;
  readonly #exchange: Http2Exchange;

  constructor(stream: Http2Stream, exchange: Http2Exchange) {
    this.#stream = stream;
    this.#exchange = exchange;
    this.status = Number(stream.headers?.status);
    this.headers = stream.headers?.fields ?? none;
  }

  get trailers(): HeaderMap {
    return this.#stream.trailers?.fields ?? none;
  }

  /** Most answers are small and have come as a whole by the time somebody asks. */
  readWhole(maxBytes: number): Awaitable<Uint8Array> {
    const stream = this.#stream;
    if (!stream.isRemoteEnded || this.#exchange.failure) return readWhole(this.chunks(), maxBytes);
    const bytes = stream.read() ?? nothing;
    this.#leave();
    assertSize(bytes.length, maxBytes);
    return bytes;
  }

  async *chunks(): AsyncGenerator<Uint8Array, undefined> {
    const stream = this.#stream;
    try {
      for (;;) {
        const bytes = stream.read();
        if (bytes) yield bytes;
        else if (this.#exchange.failure) throw this.#exchange.failure;
        else if (stream.isRemoteEnded) return;
        else await this.#news();
      }
    } finally {
      this.#leave();
    }
  }

  /**
   * A peer that has answered would wait for the rest of the request; and what nobody reads takes its part of the
   * connection's window with it.
   */
  #leave(): void {
    if (this.#stream.isClosed) this.#stream.read();
    else this.#exchange.cancel();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.onReadable = resolve;
    });
  }
}
