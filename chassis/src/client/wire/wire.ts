import type { HeaderMap } from "../../call.ts";
import type { Awaitable } from "../../handler.ts";

/**
 * Headers as a client sends them: lower-case names; several values of one name as an array. `host` takes the place of the
 * URL's; those of a connection and of framing (`connection`, `content-length` …) are the wire's own business and refused.
 */
export type SentHeaders = Readonly<Record<string, string | readonly string[]>>;

/** One HTTP request as a client sends it. */
export interface WireRequest {
  readonly verb: "GET" | "POST";
  /** Path and query. */
  readonly target: string;
  readonly headers: SentHeaders;
  /** The whole body; absent: it is written to the {@link WireExchange} as it comes, and ended there. A GET has none. */
  readonly body?: Uint8Array | undefined;
}

/** The head of a peer's answer; its body is pulled. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: HeaderMap;
  /**
   * The body as it arrives: the peer is held back while nobody reads. Fails like {@link WireExchange.answer}. Call it
   * once. Its end is the end of the exchange, and so is leaving it early: what is still missing of the request is not sent.
   * Who does not want it cancels the exchange; an answer that nobody reads holds up others.
   */
  chunks(): AsyncIterable<Uint8Array>;
  /**
   * The whole body: at once where it has come already, else as a promise. Throws or rejects with BODY_TOO_LARGE beyond
   * `maxBytes`. Call it or {@link chunks}, once; it ends the exchange as they do.
   */
  readWhole(maxBytes: number): Awaitable<Uint8Array>;
  /** The trailers; complete once {@link chunks} has ended, empty when there were none. */
  readonly trailers: HeaderMap;
}

/** One request on its way, with its answer: the client's mirror of the server's `Exchange`. It knows nothing of rpc. */
export interface WireExchange {
  /**
   * The answer's head, which may come before the request has ended. Rejects with a Fault: `unavailable`
   * (PEER_UNREACHABLE) whose `cause` is a {@link WireError}, or `cancelled` after {@link cancel}.
   */
  readonly answer: Promise<WireAnswer>;
  /** Sends a chunk of the body. Returns a promise only when the peer is slow; it resolves when it caught up or left. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Ends the body. */
  end(): void;
  /** Gives the exchange up: RST_STREAM with CANCEL on HTTP/2, a closed connection on HTTP/1.1. `answer` rejects. */
  cancel(): void;
}

/**
 * Whether a peer can be reached. `idle`: nobody has tried yet, or the last connection is over. `failed`: the last attempt
 * did not succeed, and none has since. HTTP/1.1 knows `ready` and `failed` only: every request may open a connection.
 */
export type WireState = "idle" | "connecting" | "ready" | "failed";

/** Connections of one HTTP version to one peer, opened as they are needed and opened again when they were lost. */
export interface Wire {
  readonly httpVersion: 1 | 2;
  readonly state: WireState;
  /** Why the peer could not be reached the last time; undefined once it was. */
  readonly failure: string | undefined;
  /** Looks for the peer without a request, unless it was found already or is to be left alone for the moment. */
  connect(): void;
  /**
   * Sends a request. Connecting, and waiting for a free stream, are part of the exchange; `cancel` ends them too. Throws
   * `invalid_argument` for headers that cannot be sent.
   */
  send(request: WireRequest): WireExchange;
  /** Closes every connection at once; what is in flight fails with PEER_UNREACHABLE. */
  close(): void;
}
