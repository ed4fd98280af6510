import type { HeaderMap, Peer } from "../call.ts";
import type { Fault } from "../fault.ts";
import type { Exchange, ResponseHeaders } from "../transport/exchange.ts";

/** Headers that scripts may read without being told so (Fetch, "CORS-safelisted response-header name"). */
const safelisted = new Set([
  "cache-control",
  "content-language",
  "content-length",
  "content-type",
  "expires",
  "pragma",
]);
/** What the answers of gRPC-Web and Connect may carry at their end, beside what is in their head. */
const statusHeaders = ["grpc-status", "grpc-message", "grpc-status-details-bin"];

/** An exchange whose answer gets CORS headers, and tells which of its own headers scripts may read. */
export class CorsExchange implements Exchange {
  readonly #inner: Exchange;
  readonly #grant: ResponseHeaders;

  constructor(inner: Exchange, grant: ResponseHeaders) {
    this.#inner = inner;
    this.#grant = grant;
  }

  get httpVersion(): 1 | 2 {
    return this.#inner.httpVersion;
  }

  get peer(): Peer {
    return this.#inner.peer;
  }

  get verb(): string {
    return this.#inner.verb;
  }

  get target(): string {
    return this.#inner.target;
  }

  get headers(): HeaderMap {
    return this.#inner.headers;
  }

  readWhole(maxBytes: number, idleTimeoutMs: number): Uint8Array | Promise<Uint8Array> {
    return this.#inner.readWhole(maxBytes, idleTimeoutMs);
  }

  chunks(idleTimeoutMs: number): AsyncIterable<Uint8Array> {
    return this.#inner.chunks(idleTimeoutMs);
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void {
    this.#inner.respondOnce(status, this.#toGranted(headers), body, trailers);
  }

  respond(status: number, headers: ResponseHeaders): void {
    this.#inner.respond(status, this.#toGranted(headers));
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    return this.#inner.write(chunk);
  }

  end(trailers?: ResponseHeaders): void {
    this.#inner.end(trailers);
  }

  reset(code: number): void {
    this.#inner.reset(code);
  }

  onAbort(listener: (fault: Fault) => void): void {
    this.#inner.onAbort(listener);
  }

  #toGranted(headers: ResponseHeaders): ResponseHeaders {
    const granted: ResponseHeaders = { ...headers, ...this.#grant };
    const vary = [headers["vary"], this.#grant["vary"]].filter((names) => names !== undefined);
    if (vary.length > 0) granted["vary"] = vary.join(", ");
    const isPreflight = this.#grant["access-control-max-age"] !== undefined;
    if (this.#grant["access-control-allow-origin"] === undefined || isPreflight) return granted;
    const own = Object.keys(headers).filter((name) => !safelisted.has(name));
    granted["access-control-expose-headers"] = [...new Set([...own, ...statusHeaders])].join(", ");
    return granted;
  }
}
