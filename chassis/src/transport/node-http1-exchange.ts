import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { HeaderMap, Peer } from "../call.ts";
import type { Awaitable } from "../handler.ts";
import { Abortable } from "./abortable.ts";
import { endTogether } from "./end-together.ts";
import type { Exchange, ResponseHeaders } from "./exchange.ts";
import { discardBody, readBodyChunks, readWholeBody } from "./request-body.ts";
import { bodyTooLarge, brokenBody, callerGone } from "./transport-faults.ts";
import { untilDrained } from "./until-drained.ts";

/** Time for the rest of a body that was answered before its end; after it the connection is closed. */
const lingerMs = 2000;

/** What an HTTP/1.1 exchange knows of the connection it came through. */
export interface NodeHttp1Context {
  readonly peer: Peer;
  /** Asked at each answer's head: true closes the connection after it. */
  isDraining(): boolean;
  /** Called once, when nothing of the exchange is left. */
  onClose(exchange: NodeHttp1Exchange): void;
}

/** One request and its answer over node:http. */
export class NodeHttp1Exchange extends Abortable implements Exchange {
  readonly httpVersion = 1;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #context: NodeHttp1Context;
  #awaitsContinue = false;
  #hasWhole = false;

  constructor(request: IncomingMessage, response: ServerResponse, context: NodeHttp1Context) {
    super();
    this.#request = request;
    this.#response = response;
    this.#context = context;
    response.on("close", () => this.close());
  }

  get peer(): Peer {
    return this.#context.peer;
  }

  get socket(): Socket {
    return this.#request.socket;
  }

  get verb(): string {
    return this.#request.method ?? "GET";
  }

  get target(): string {
    return this.#request.url ?? "/";
  }

  get headers(): HeaderMap {
    return this.#request.headers;
  }

  /** The client waits for `100 Continue` before it sends the body: it is told when somebody reads. */
  awaitContinue(): void {
    this.#awaitsContinue = true;
  }

  /** Whether the request's head announces a body. */
  get hasBody(): boolean {
    const { "content-length": length, "transfer-encoding": coding } = this.#request.headers;
    return coding !== undefined || (length !== undefined && length !== "0");
  }

  readWhole(maxBytes: number, idleTimeoutMs: number): Awaitable<Uint8Array> {
    const request = this.#request;
    const length = Number(request.headers["content-length"]);
    if (length > maxBytes) throw bodyTooLarge(maxBytes);
    this.#continue();
    if (!(length > 0) || request.readableLength < length) return readWholeBody(request, { maxBytes, idleTimeoutMs });
    // All of it is here. Nobody asks the stream for its end, which would cost two microseconds more (measured).
    this.#hasWhole = true;
    return request.read() as Buffer;
  }

  chunks(idleTimeoutMs: number): AsyncIterable<Uint8Array> {
    this.#continue();
    return readBodyChunks(this.#request, idleTimeoutMs);
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void {
    if (trailers && this.#wantsTrailers()) {
      this.respond(status, headers);
      if (body !== undefined) this.#response.write(body);
      this.end(trailers);
      return;
    }
    const head = toFlat(headers);
    const length = body === undefined ? 0 : Buffer.byteLength(body);
    if (status !== 204 && status !== 304) head.push("content-length", length);
    this.#writeHead(status, head);
    this.isOver = true;
    // As many bytes as characters is ASCII, which Latin-1 writes faster.
    endTogether(this.#response, body, length === body?.length ? "latin1" : "utf8");
    this.#leaveBody();
  }

  respond(status: number, headers: ResponseHeaders): void {
    this.#writeHead(status, toFlat(headers));
    this.#response.flushHeaders();
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#response.write(chunk) || this.#response.destroyed) return undefined;
    return untilDrained(this.#response);
  }

  end(trailers?: ResponseHeaders): void {
    if (trailers && this.#wantsTrailers()) this.#response.addTrailers(trailers as Record<string, string>);
    this.isOver = true;
    this.#response.end();
    this.#leaveBody();
  }

  reset(): void {
    this.isOver = true;
    this.#request.socket.destroy();
  }

  /** Nothing can be read or sent any more. */
  close(): void {
    this.#context.onClose(this);
    if (!this.isOver) this.abort(callerGone());
  }

  /** The rest of the body cannot be read: the caller is told why, or is cut off if the answer has begun. */
  breakOff(): void {
    if (this.#request.complete || this.isOver) return;
    if (this.#response.headersSent) this.#request.socket.destroy();
    this.#response.shouldKeepAlive = false;
    this.abort(brokenBody());
  }

  #writeHead(status: number, head: (string | number | string[])[]): void {
    // A client that was never told to continue may or may not send its body: the connection cannot be used again.
    if (this.#awaitsContinue || this.#context.isDraining()) this.#response.shouldKeepAlive = false;
    this.#response.writeHead(status, head as string[]);
  }

  #continue(): void {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    this.#response.writeContinue();
  }

  #wantsTrailers(): boolean {
    return this.#request.headers.te?.includes("trailers") ?? false;
  }

  /** Reads over what is left of the body, so that the client sees the answer and the connection can be used again. */
  #leaveBody(): void {
    const request = this.#request;
    if (this.#hasWhole || request.readableEnded || !this.hasBody) return;
    discardBody(request);
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), lingerMs).unref();
    request.once("close", () => clearTimeout(timer)).once("end", () => clearTimeout(timer));
  }
}

function toFlat(headers: ResponseHeaders): (string | number | string[])[] {
  const flat: (string | number | string[])[] = [];
  for (const name in headers) flat.push(name, headers[name]!);
  return flat;
}
