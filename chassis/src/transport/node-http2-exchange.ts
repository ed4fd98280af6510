import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { HeaderMap, Peer } from "../call.ts";
import { Abortable } from "./abortable.ts";
import { type Exchange, type ResponseHeaders, resetCodes } from "./exchange.ts";
import { toPairs } from "./http2-head.ts";
import { isBodiless } from "./is-bodiless.ts";
import { discardBody, readBodyChunks, readWholeBody } from "./request-body.ts";
import { bodyTooLarge, callerGone } from "./transport-faults.ts";
import { untilDrained } from "./until-drained.ts";

/** What an HTTP/2 exchange knows of the connection it came through. */
export interface NodeHttp2Context {
  readonly peer: Peer;
  readonly session: ServerHttp2Session;
  /** Called once, when nothing of the exchange is left. */
  onClose(exchange: NodeHttp2Exchange): void;
}

const withTrailers = { waitForTrailers: true };
const headOnly = { endStream: true };

/** One stream over node:http2, without its request and response objects: they cost a third of the calls a second. */
export class NodeHttp2Exchange extends Abortable implements Exchange {
  readonly httpVersion = 2;
  readonly headers: HeaderMap;
  readonly #stream: ServerHttp2Stream;
  readonly #context: NodeHttp2Context;
  #trailers: ResponseHeaders = {};

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, context: NodeHttp2Context) {
    super();
    this.#stream = stream;
    this.headers = headers;
    this.#context = context;
    stream.on("close", () => {
      context.onClose(this);
      if (!this.isOver) this.abort(callerGone());
    });
  }

  get peer(): Peer {
    return this.#context.peer;
  }

  get session(): ServerHttp2Session {
    return this.#context.session;
  }

  get verb(): string {
    return this.headers[":method"] as string;
  }

  get target(): string {
    return (this.headers[":path"] as string | undefined) ?? "/";
  }

  readWhole(maxBytes: number, idleTimeoutMs: number): Promise<Uint8Array> {
    if (Number(this.headers["content-length"]) > maxBytes) return Promise.reject(bodyTooLarge(maxBytes));
    this.#continue();
    return readWholeBody(this.#stream, { maxBytes, idleTimeoutMs });
  }

  chunks(idleTimeoutMs: number): AsyncIterable<Uint8Array> {
    this.#continue();
    return readBodyChunks(this.#stream, idleTimeoutMs);
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void {
    const stream = this.#stream;
    this.isOver = true;
    if (stream.destroyed || stream.closed) return;
    const head = toPairs(headers, status);
    if (status !== 204 && status !== 304 && !trailers) {
      head.push("content-length", String(body === undefined ? 0 : Buffer.byteLength(body)));
    }
    if (isBodiless(status, this.verb) || (body === undefined && !trailers)) {
      stream.respond(head, headOnly);
    } else if (trailers) {
      this.#trailers = trailers;
      stream.on("wantTrailers", () => this.#sendTrailers());
      stream.respond(head, withTrailers);
      stream.end(body);
    } else {
      stream.respond(head);
      stream.end(body);
    }
    if (!trailers) this.#leaveBody();
  }

  respond(status: number, headers: ResponseHeaders): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    if (isBodiless(status, this.verb)) {
      stream.respond(toPairs(headers, status), headOnly);
      return;
    }
    stream.on("wantTrailers", () => this.#sendTrailers());
    stream.respond(toPairs(headers, status), withTrailers);
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    const stream = this.#stream;
    if (!stream.writable || stream.write(chunk)) return undefined;
    return untilDrained(stream);
  }

  end(trailers?: ResponseHeaders): void {
    this.isOver = true;
    if (trailers) this.#trailers = trailers;
    if (this.#stream.writable) this.#stream.end();
  }

  reset(code: number): void {
    const stream = this.#stream;
    this.isOver = true;
    // Closed while node reads from its session, an answer that has begun is asked for its trailers when it is destroyed
    // already: the process would abort (nodejs/node#41458).
    if (stream.headersSent) setImmediate(() => stream.close(code));
    else stream.close(code);
  }

  #continue(): void {
    if (this.headers["expect"] !== "100-continue" || this.#stream.headersSent) return;
    this.#stream.additionalHeaders({ ":status": 100 });
  }

  #sendTrailers(): void {
    if (this.#stream.closed) return;
    this.#stream.sendTrailers(this.#trailers as Record<string, string>);
    this.#leaveBody();
  }

  /** Asks the client to stop sending a body that nobody reads any more (RFC 9113 §8.1). */
  #leaveBody(): void {
    const stream = this.#stream;
    if (stream.endAfterHeaders || stream.readableEnded) return;
    discardBody(stream);
    setImmediate(() => {
      if (!stream.readableEnded) stream.close(resetCodes.noError);
    });
  }
}
