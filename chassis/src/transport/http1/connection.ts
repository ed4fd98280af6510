import type { Socket } from "node:net";
import { readDirectly } from "@flotilla/http2";
import type { Bag } from "../../bag.ts";
import type { Peer } from "../../call.ts";
import { type Fault, toFault } from "../../fault.ts";
import { headerTimeout, malformedRequest } from "../http1-faults.ts";
import { toPeer } from "../peer.ts";
import { type ExchangeListener, idleConnectionMs } from "../transport.ts";
import { brokenBody, callerGone } from "../transport-faults.ts";
import { whenHeard } from "../when-heard.ts";
import { isPersistent } from "./framing.ts";
import type { RequestHead } from "./head.ts";
import { Http1Body } from "./http1-body.ts";
import { type ExchangeOwner, Http1Exchange } from "./http1-exchange.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { Pipeline } from "./pipeline.ts";

/** What the connections of a transport have in common. */
export interface ConnectionOptions {
  readonly listener: ExchangeListener;
  readonly maxHeaderBytes: number;
  readonly headerTimeoutMs: number;
  /** The exchanges that are not answered, of all connections. */
  readonly open: Bag<Http1Exchange>;
  /** Answers what could not be read, and sees to the connection's end. */
  refuse(socket: Socket, fault: Fault): void;
}

/** A peer must take something of what it is sent within this time: as over HTTP/2. */
const stallTimeoutMs = 30_000;
/** Time for the rest of a body that was answered before its end, and for a peer to read why no more is read of it. */
const lingerMs = 2000;

/** What a connection may wait for, but not for long. */
type Patience = "head" | "idle" | "linger";

/** One HTTP/1.1 connection (RFC 9112 §9): requests are read one after the other, and answered in this order. */
export class Http1Connection implements ExchangeOwner {
  readonly peer: Peer;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #pipeline: Pipeline;
  /** The last exchange that was opened, while its body is not complete. */
  #arriving: Http1Exchange | undefined = undefined;
  #served = 0;
  #isReading = false;
  /** The socket reads nothing: the peer is held back. */
  #isPaused = false;
  /** Requests that have come are not read before others are answered. */
  #isHeld = false;
  /** The next request is the last. */
  #isDraining = false;
  /** No request is served after those that are open. */
  #isLeaving = false;
  /** All was answered, and the peer may yet send; what comes is dropped. */
  #isLingering = false;
  /** What comes is dropped. */
  #isDeaf = false;
  /** The peer has closed its side. */
  #hasEnded = false;
  #isClosed = false;
  /** What {@link sweep} saw, and since when. */
  #seen: { readonly wait: Patience | undefined; readonly served: number; readonly sinceMs: number } | undefined =
    undefined;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.peer = toPeer(socket);
    this.#socket = socket;
    this.#options = options;
    this.#inbox = new Inbox(options.maxHeaderBytes);
    this.#outbox = new Outbox(socket, stallTimeoutMs, this.#goOn);
    this.#pipeline = new Pipeline(this.#outbox);
    readDirectly(socket);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#close());
  }

  send(exchange: Http1Exchange, data: string | Uint8Array): void {
    if (!this.#isClosed) this.#pipeline.send(exchange, data);
  }

  whenRoom(exchange: Http1Exchange): Promise<void> | undefined {
    return this.#isClosed ? undefined : this.#pipeline.whenRoom(exchange);
  }

  isLast(exchange: Http1Exchange): boolean {
    return this.#isLeaving && this.#pipeline.isNewest(exchange);
  }

  finish(exchange: Http1Exchange): void {
    this.#options.open.delete(exchange);
    if (this.#isClosed) return;
    exchange.body?.leave();
    const isOver = this.#pipeline.advance() || (this.#isLeaving && this.#pipeline.isEmpty);
    if (isOver) this.#leave();
    else this.#read();
  }

  /** What was sent before still goes out, as far as the peer takes it at once. */
  destroy(): void {
    this.#isDeaf = true;
    this.#outbox.flush();
    this.#socket.destroy();
  }

  /** Serves no request after those that are open; if none is, one that was sent before is served yet. */
  drain(): void {
    this.#isDraining = true;
    if (!this.#pipeline.isEmpty) this.#isLeaving = true;
    else whenHeard(() => this.#pipeline.isEmpty && this.#inbox.isEmpty && this.#leave());
  }

  /** Enforces the limits in time; called about once a second. */
  sweep(nowMs: number): void {
    const [wait, served] = [this.#wait, this.#served];
    const isSame = this.#seen !== undefined && this.#seen.wait === wait && this.#seen.served === served;
    const sinceMs = isSame ? this.#seen!.sinceMs : nowMs;
    if (!isSame) this.#seen = { wait, served, sinceMs };
    const waitedMs = nowMs - sinceMs;
    if (wait === "idle" && waitedMs > idleConnectionMs) this.#leave();
    else if (wait === "linger" && waitedMs > lingerMs) this.destroy();
    else if (wait === "head" && waitedMs > this.#options.headerTimeoutMs) {
      if (this.#inbox.isEmpty) this.destroy();
      else this.#fail(headerTimeout());
    }
  }

  get #wait(): Patience | undefined {
    const isLingering = this.#isLingering || this.#arriving?.isDone === true;
    if (isLingering) return this.#socket.writableLength === 0 ? "linger" : undefined;
    if (this.#isDeaf || this.#isHeld || this.#arriving) return undefined;
    if (this.#served === 0 || !this.#inbox.isEmpty) return "head";
    return this.#pipeline.isEmpty ? "idle" : undefined;
  }

  #receive(chunk: Buffer): void {
    if (this.#isDeaf) return;
    this.#inbox.push(chunk);
    this.#read();
  }

  /** Reads what has come, as far as it may be read now. */
  #read(): void {
    if (this.#isReading || this.#isDeaf) return;
    this.#isReading = true;
    this.#isHeld = false;
    let goesOn = true;
    while (goesOn) goesOn = this.#readNext();
    this.#isReading = false;
    if (this.#isDeaf) return;
    if (this.#hasEnded && !this.#isHeld) this.#endInput();
    else this.#pace();
  }

  #readNext(): boolean {
    if (this.#isDeaf || this.#inbox.isEmpty) return false;
    if (this.#arriving) return this.#readBody(this.#arriving);
    if (this.#isLeaving) {
      this.#inbox.clear();
      this.#isDeaf = true;
      return false;
    }
    this.#isHeld = this.#pipeline.isFull || !this.#outbox.makeRoom();
    if (this.#isHeld) return false;
    const head = this.#readHead();
    if (head) this.#serve(head);
    return head !== undefined;
  }

  #readHead(): RequestHead | undefined {
    try {
      return this.#inbox.readHead();
    } catch (thrown) {
      this.#fail(toFault(thrown));
      return undefined;
    }
  }

  #serve(head: RequestHead): void {
    this.#served++;
    const body = head.bodyLength === 0 ? undefined : new Http1Body(head.bodyLength, this.#goOn);
    const exchange = new Http1Exchange(this, head, body);
    if (this.#isDraining || !isPersistent(head)) this.#isLeaving = true;
    this.#pipeline.add(exchange);
    this.#options.open.add(exchange);
    if (body) this.#arriving = exchange;
    const isBroken = body !== undefined && !this.#fill(body);
    this.#options.listener(exchange);
    if (isBroken) this.#breakOff(exchange);
  }

  #readBody(exchange: Http1Exchange): boolean {
    const isWell = this.#fill(exchange.body!);
    if (isWell) exchange.body!.announce();
    else this.#breakOff(exchange);
    return isWell;
  }

  /** Gives the body what is there of it; false when it breaks off. */
  #fill(body: Http1Body): boolean {
    try {
      this.#inbox.fill(body);
    } catch {
      return false;
    }
    if (body.isRemoteEnded) this.#arriving = undefined;
    return true;
  }

  /** Holds the peer back while nobody wants what it sends. */
  #pace(): void {
    const isPaused = this.#isHeld || this.#arriving?.body?.isFull === true;
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.#socket.pause();
    else this.#socket.resume();
  }

  readonly #goOn = (): void => {
    this.#pipeline.wake();
    this.#read();
  };

  /** No further request can be read. Those before are answered; if there are none, what is wrong is. */
  #fail(fault: Fault): void {
    this.#isLeaving = true;
    this.#isDeaf = true;
    this.#inbox.clear();
    if (!this.#pipeline.isEmpty) return;
    this.#isLingering = true;
    this.#outbox.flush();
    this.#options.refuse(this.#socket, fault);
  }

  /** The rest of a body cannot be read: its caller is told why, or is cut off if the answer has begun. */
  #breakOff(exchange: Http1Exchange): void {
    this.#isLeaving = true;
    this.#isDeaf = true;
    if (exchange.isDone) {
      if (this.#pipeline.isEmpty) this.#leave();
      return;
    }
    if (exchange.isBegun) this.destroy();
    exchange.abort(brokenBody());
    exchange.body!.abort();
  }

  #end(): void {
    this.#hasEnded = true;
    if (!this.#isDeaf) this.#read();
    else if (this.#isLingering) this.#socket.destroySoon();
  }

  /**
   * A peer that closes its side looks the same whether it still reads or not: what was answered before reaches it, what was
   * not is cancelled.
   */
  #endInput(): void {
    if (!this.#arriving && !this.#inbox.isEmpty && this.#pipeline.isEmpty) {
      this.#fail(malformedRequest());
      return;
    }
    this.#leave();
    this.#close();
  }

  /** Nothing more is answered. A peer that may still send would lose the answer to a reset (RFC 9112 §9.6): it is heard out. */
  #leave(): void {
    if (this.#isLingering) return;
    const isQuiet = this.#hasEnded || !(this.#isDeaf || this.#arriving);
    this.#isDeaf = true;
    this.#isLingering = true;
    this.#inbox.clear();
    this.#outbox.flush();
    if (isQuiet) {
      this.#socket.destroySoon();
      return;
    }
    this.#socket.end();
    this.#socket.resume();
  }

  #close(): void {
    this.#isClosed = true;
    this.#isDeaf = true;
    this.#arriving?.body?.abort();
    for (const exchange of this.#pipeline.close()) {
      this.#options.open.delete(exchange);
      exchange.abort(callerGone());
    }
  }
}
