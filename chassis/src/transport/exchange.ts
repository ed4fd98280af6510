import type { HeaderMap, Peer } from "../call.ts";
import type { Fault } from "../fault.ts";

/** Response headers or trailers, as a protocol writes them. Names are lower-case. */
export type ResponseHeaders = Record<string, string | number | string[]>;

/** HTTP/2 error codes (RFC 9113 §7) that protocols reset a stream with. */
export const resetCodes = { noError: 0x0, internal: 0x2, refused: 0x7, cancel: 0x8, enhanceYourCalm: 0xb } as const;

/**
 * One HTTP request with its answer: the whole seam between `transport/`, which turns connections into exchanges, and
 * `protocol/`, which turns an exchange into a Call. It knows nothing of rpc.
 */
export interface Exchange {
  readonly httpVersion: 1 | 2;
  readonly peer: Peer;
  /** HTTP method. */
  readonly verb: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: HeaderMap;
  /**
   * The whole request body: at once where it has come already, else as a promise. Throws or rejects with Fault BODY_TOO_LARGE beyond `maxBytes`, BODY_TIMEOUT when no byte came for
   * `idleTimeoutMs`, CANCELLED when the peer went away. Call it or {@link chunks}, once.
   */
  readWhole(maxBytes: number, idleTimeoutMs: number): Uint8Array | Promise<Uint8Array>;
  /** The request body as it arrives, pulled: the peer is held back while nobody reads. Fails like {@link readWhole}. */
  chunks(idleTimeoutMs: number): AsyncIterable<Uint8Array>;
  /**
   * Answers whole, in as few writes as the wire allows; writes `content-length` itself and leaves out the body where
   * there must be none (HEAD, 204, 304). A request body that nobody read is dealt with.
   */
  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void;
  /** Opens a streamed answer. */
  respond(status: number, headers: ResponseHeaders): void;
  /**
   * Writes a chunk of a streamed answer. Returns a promise only when the peer is slow: it resolves when the peer caught
   * up, or went away ({@link onAbort} tells which).
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Ends a streamed answer. HTTP/1.1 sends trailers only to those who asked for them (`te: trailers`). */
  end(trailers?: ResponseHeaders): void;
  /** Gives the exchange up: RST_STREAM with this code on HTTP/2, a closed connection on HTTP/1.1. */
  reset(code: number): void;
  /**
   * Calls `listener` at most once, and never after the answer was ended: with CANCELLED when the peer went away, or
   * with DRAINING when the process must stop, while the peer still waits for an answer. One listener: the last counts.
   */
  onAbort(listener: (fault: Fault) => void): void;
}
