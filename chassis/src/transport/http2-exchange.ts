import type { Stream } from "@flotilla/http2";
import type { Bag } from "../bag.ts";
import type { HeaderMap, Peer } from "../call.ts";
import { Abortable } from "./abortable.ts";
import type { Exchange, ResponseHeaders } from "./exchange.ts";
import { toHttpDate } from "./http-date.ts";
import { toPairs } from "./http2-head.ts";
import { isBodiless } from "./is-bodiless.ts";
import { readBodyChunks, readWholeBody } from "./pulled-body.ts";
import { bodyTooLarge, callerGone } from "./transport-faults.ts";

/** What an HTTP/2 exchange knows of where it came from. */
export interface Http2Context {
  readonly peer: Peer;
  /** The exchanges that are not over. */
  readonly open: Bag<Http2Exchange>;
}

/** One stream of our own engine. */
export class Http2Exchange extends Abortable implements Exchange {
  readonly httpVersion = 2;
  readonly headers: HeaderMap;
  readonly #stream: Stream;
  readonly #context: Http2Context;
  #hasHead = false;

  constructor(stream: Stream, context: Http2Context) {
    super();
    this.#stream = stream;
    this.#context = context;
    this.headers = stream.headers!.fields;
    context.open.add(this);
    stream.onAbort = () => {
      this.#leave();
      this.abort(callerGone());
    };
  }

  get peer(): Peer {
    return this.#context.peer;
  }

  get verb(): string {
    return this.#stream.headers!.method!;
  }

  get target(): string {
    return this.#stream.headers!.path ?? "/";
  }

  readWhole(maxBytes: number, idleTimeoutMs: number): Uint8Array | Promise<Uint8Array> {
    const length = this.headers["content-length"];
    if (length !== undefined && Number(length) > maxBytes) throw bodyTooLarge(maxBytes);
    this.#continue();
    return readWholeBody(this.#stream, { maxBytes, idleTimeoutMs });
  }

  chunks(idleTimeoutMs: number): AsyncIterable<Uint8Array> {
    this.#continue();
    return readBodyChunks(this.#stream, idleTimeoutMs);
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const head = toPairs(headers, status);
    if (!trailers) addDate(head, headers);
    if (status !== 204 && status !== 304 && !trailers) head.push("content-length", String(bytes?.length ?? 0));
    const sent = isBodiless(status, this.verb) ? undefined : bytes;
    this.#stream.respond(head, sent, trailers && toPairs(trailers));
    this.#finish();
  }

  respond(status: number, headers: ResponseHeaders): void {
    this.#hasHead = true;
    const head = toPairs(headers, status);
    addDate(head, headers);
    this.#stream.sendHeaders(head, isBodiless(status, this.verb));
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#stream.write(chunk)) return undefined;
    return new Promise((resolve) => {
      this.#stream.onDrain = resolve;
    });
  }

  end(trailers?: ResponseHeaders): void {
    this.#stream.end(trailers && toPairs(trailers));
    this.#finish();
  }

  reset(code: number): void {
    this.isOver = true;
    this.#leave();
    this.#stream.reset(code);
  }

  #finish(): void {
    this.isOver = true;
    this.#leave();
    // The end of the body may lie in the next packet: then there is nothing to tell the client.
    if (this.#stream.isRemoteEnded) this.#stream.leaveBody();
    else setImmediate(leaveBody, this.#stream);
  }

  #leave(): void {
    this.#context.open.delete(this);
  }

  #continue(): void {
    const isAwaited = this.headers["expect"] === "100-continue" && !this.#hasHead && !this.#stream.isRemoteEnded;
    if (isAwaited) this.#stream.sendHeaders([":status", "100"]);
  }
}

/** An answer says when it was made (RFC 9110 §6.6.1): caches count its age from there. Unary gRPC goes without. */
function addDate(head: string[], headers: ResponseHeaders): void {
  if (headers["date"] === undefined) head.push("date", toHttpDate(Date.now()));
}

function leaveBody(stream: Stream): void {
  stream.leaveBody();
}
