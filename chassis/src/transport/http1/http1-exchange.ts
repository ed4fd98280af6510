import type { HeaderMap, Peer } from "../../call.ts";
import { Abortable } from "../abortable.ts";
import type { Exchange, ResponseHeaders } from "../exchange.ts";
import { isBodiless } from "../is-bodiless.ts";
import { readBodyChunks, readWholeBody } from "../pulled-body.ts";
import { bodyTooLarge } from "../transport-faults.ts";
import { expectsContinue, wantsTrailers } from "./framing.ts";
import type { RequestHead } from "./head.ts";
import type { Http1Body } from "./http1-body.ts";
import { type AnswerFraming, toHead, toLines } from "./response-head.ts";

/** What an exchange needs of the connection that it came through. */
export interface ExchangeOwner {
  readonly peer: Peer;
  /** Sends Latin-1 text, or bytes, once the exchanges before this one are answered. */
  send(exchange: Http1Exchange, data: string | Uint8Array): void;
  /** Resolves when the peer has caught up, or is gone; undefined while it need not be waited for. */
  whenRoom(exchange: Http1Exchange): Promise<void> | undefined;
  /** Whether no request is served after this one. */
  isLast(exchange: Http1Exchange): boolean;
  /** The answer's last byte was sent. */
  finish(exchange: Http1Exchange): void;
  destroy(): void;
}

/** How a streamed answer is put on the wire. `none`: there must be no body. `plain`: it says its length, or the connection's end does. */
type Coding = "chunked" | "plain" | "none";

const nothing = Buffer.alloc(0);

/** One request and its answer over our own engine. */
export class Http1Exchange extends Abortable implements Exchange {
  readonly httpVersion = 1;
  /** Absent: the request has none. */
  readonly body: Http1Body | undefined;
  /** What waits for the answers before this one. */
  held: (string | Uint8Array)[] | undefined = undefined;
  /** The answer's head was sent. */
  isBegun = false;
  /** No request is served after this answer. */
  closesConnection = false;
  readonly #owner: ExchangeOwner;
  readonly #head: RequestHead;
  #awaitsContinue: boolean;
  #coding: Coding = "chunked";

  constructor(owner: ExchangeOwner, head: RequestHead, body: Http1Body | undefined) {
    super();
    this.body = body;
    this.#owner = owner;
    this.#head = head;
    this.#awaitsContinue = body !== undefined && expectsContinue(head);
  }

  get peer(): Peer {
    return this.#owner.peer;
  }

  get verb(): string {
    return this.#head.verb;
  }

  get target(): string {
    return this.#head.target;
  }

  get headers(): HeaderMap {
    return this.#head.headers;
  }

  /** The answer is complete, or the exchange was reset. */
  get isDone(): boolean {
    return this.isOver;
  }

  readWhole(maxBytes: number, idleTimeoutMs: number): Uint8Array | Promise<Uint8Array> {
    const { body } = this;
    if (!body) return nothing;
    if (Number(this.headers["content-length"]) > maxBytes) throw bodyTooLarge(maxBytes);
    this.#continue(body);
    return readWholeBody(body, { maxBytes, idleTimeoutMs });
  }

  async *chunks(idleTimeoutMs: number): AsyncGenerator<Uint8Array, undefined> {
    const { body } = this;
    if (!body) return;
    this.#continue(body);
    yield* readBodyChunks(body, idleTimeoutMs);
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void {
    if (trailers && wantsTrailers(this.#head)) {
      this.respond(status, headers);
      if (body !== undefined) void this.write(typeof body === "string" ? Buffer.from(body) : body);
      this.end(trailers);
      return;
    }
    const length = body === undefined ? 0 : Buffer.byteLength(body);
    const head = this.#begin(status, headers, { length: status === 204 || status === 304 ? undefined : length });
    if (length === 0 || isBodiless(status, this.verb)) this.#owner.send(this, head);
    // As many bytes as characters is ASCII, which is the same in Latin-1.
    else if (typeof body === "string" && body.length === length) this.#owner.send(this, head + body);
    else {
      this.#owner.send(this, head);
      this.#owner.send(this, typeof body === "string" ? Buffer.from(body) : body!);
    }
    this.#finish();
  }

  respond(status: number, headers: ResponseHeaders): void {
    const isPlain = this.#head.isHttp10 || headers["content-length"] !== undefined;
    this.#coding = isBodiless(status, this.verb) ? "none" : isPlain ? "plain" : "chunked";
    // HTTP/1.0 knows no chunks: there the connection's end is the body's (RFC 9112 §6.3).
    if (this.#coding === "plain" && headers["content-length"] === undefined) this.closesConnection = true;
    this.#owner.send(this, this.#begin(status, headers, { isChunked: this.#coding === "chunked" }));
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.isOver || chunk.length === 0 || this.#coding === "none") return undefined;
    const isChunked = this.#coding === "chunked";
    if (isChunked) this.#owner.send(this, `${chunk.length.toString(16)}\r\n`);
    this.#owner.send(this, chunk);
    if (isChunked) this.#owner.send(this, "\r\n");
    return this.#owner.whenRoom(this);
  }

  end(trailers?: ResponseHeaders): void {
    if (this.#coding === "chunked") {
      const lines = trailers && wantsTrailers(this.#head) ? toLines(trailers) : "";
      this.#owner.send(this, `0\r\n${lines}\r\n`);
    }
    this.#finish();
  }

  reset(): void {
    this.isOver = true;
    this.#owner.destroy();
  }

  /** The head of the answer. Throws before anything is sent. */
  #begin(status: number, headers: ResponseHeaders, framing: Omit<AnswerFraming, "closes">): string {
    if (this.isBegun) throw new Error("the answer has begun already");
    // A peer that was never told to continue may or may not send its body: nothing can be read after it.
    const isLast = this.#awaitsContinue || this.closesConnection || this.#owner.isLast(this);
    const head = toHead(status, headers, { ...framing, closes: isLast });
    this.isBegun = true;
    this.closesConnection = isLast || headers["connection"] === "close";
    return head;
  }

  #continue(body: Http1Body): void {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    if (!body.isRemoteEnded && !this.isBegun) this.#owner.send(this, "HTTP/1.1 100 Continue\r\n\r\n");
  }

  #finish(): void {
    this.isOver = true;
    this.#owner.finish(this);
  }
}
