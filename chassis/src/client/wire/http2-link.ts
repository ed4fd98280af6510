import type { Socket } from "node:net";
import type { Clock } from "../../clock.ts";
import { describeTlsError } from "./describe-tls-error.ts";
import type { Http2Connection, Http2Engine } from "./http2-connection.ts";
import type { Http2Exchange } from "./http2-exchange.ts";
import { toCodeName } from "./http2-loss.ts";
import { PeerWatch } from "./keep-alive.ts";
import { openSocket } from "./open-socket.ts";
import { WireError } from "./wire-error.ts";
import { defaultConnectTimeoutMs, type KeepAlive, type WireOptions } from "./wire-options.ts";

/** What a link needs, and whom it tells. */
export interface Http2LinkInit {
  readonly options: WireOptions;
  readonly engine: Http2Engine;
  readonly clock: Clock;
  readonly keepAlive: KeepAlive;
  /** The peer's SETTINGS came: it is there and speaks HTTP/2. */
  onReady(link: Http2Link): void;
  /** No new exchange is taken, and why; those that have a stream go on. */
  onLeave(link: Http2Link, error: WireError): void;
  /** The peer wants fewer PINGs. */
  onTooManyPings(): void;
  /** A second has passed on an open connection. */
  onSweep(link: Http2Link): void;
  /** The connection is over, or never came to be. */
  onClose(link: Http2Link, error: WireError): void;
}

const sweepMs = 1000;

/** Stream ids end at 2³¹ and every second one is ours (RFC 9113 §5.1.1); long before, another connection takes over. */
const maxRequests = 2 ** 29;

/** One connection of a wire, from opening its socket to its end, with the exchanges that wait for a stream of it. */
export class Http2Link {
  readonly #init: Http2LinkInit;
  readonly #socket: Socket;
  readonly #waiting = new Set<Http2Exchange>();
  readonly #timers: (() => void)[] = [];
  #connection: Http2Connection | undefined = undefined;
  #watch: PeerWatch | undefined = undefined;
  #requests = 0;
  #isReady = false;
  #isLeaving = false;
  #isClosed = false;
  #isHeld = true;
  #idleSinceMs: number | undefined = undefined;

  constructor(init: Http2LinkInit) {
    this.#init = init;
    const { options, clock } = init;
    this.#socket = openSocket(options, "h2", (error) => (error ? this.#close(error) : this.#begin()));
    const timeoutMs = options.connectTimeoutMs ?? defaultConnectTimeoutMs;
    this.#timers.push(clock.after(timeoutMs, () => this.#checkReady(timeoutMs)));
  }

  /** Whether it ever carried a request. */
  get hasServed(): boolean {
    return this.#requests > 0;
  }

  /** The peer has shown that it speaks HTTP/2. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** A stream is free. */
  get hasRoom(): boolean {
    return this.#isReady && !this.#isLeaving && this.#connection?.canRequest === true;
  }

  /** Exchanges that it carries, or that wait for it. */
  get load(): number {
    return this.#waiting.size + (this.#connection?.streamCount ?? 0);
  }

  /** How long it has had nothing to do, to the second. */
  get idleMs(): number {
    return this.#idleSinceMs === undefined ? 0 : this.#init.clock.now() - this.#idleSinceMs;
  }

  /** Sends an exchange's request, now or as soon as there is a stream for it. */
  take(exchange: Http2Exchange): void {
    this.#hold();
    if (this.hasRoom) {
      this.#start(exchange);
      return;
    }
    this.#waiting.add(exchange);
    exchange.onLeave = () => {
      this.#waiting.delete(exchange);
      this.release();
    };
  }

  /** Hands back the exchanges that have no stream. */
  takeWaiting(): readonly Http2Exchange[] {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.release();
    return waiting;
  }

  /** Keeps the process alive no longer, unless somebody waits for the peer. */
  release(): void {
    if (this.load > 0) return;
    if (this.#isHeld) this.#socket.unref();
    this.#isHeld = false;
  }

  /** Takes no new exchange, and closes when those that have a stream are done; after `withinMs` in any case. */
  retire(why: string, withinMs = Number.POSITIVE_INFINITY): void {
    this.#connection?.goaway();
    this.#leave(why);
    if (this.#isClosed || withinMs === Number.POSITIVE_INFINITY) return;
    const late = new WireError(`${why}, ${withinMs} ms ago`);
    this.#timers.push(this.#init.clock.after(withinMs, () => this.destroy(late)));
  }

  /** Closes at once. */
  destroy(error: WireError): void {
    this.#connection?.destroy(error);
    this.#socket.destroy();
    this.#close(error);
  }

  #begin(): void {
    const { engine, keepAlive, clock } = this.#init;
    this.#socket.once("end", () => this.#leave("the peer closed the connection"));
    const connection = engine(this.#socket, {
      onSettings: () => this.#beReady(),
      onRoom: () => this.#serveWaiting(),
      onGoaway: (code, debug) => this.#takeGoaway(toCodeName(code), debug),
      onClose: (error) => this.#close(this.#toWireError(error)),
    });
    this.#connection = connection;
    const onDead = () => this.destroy(new WireError(`it gave no sign of life for ${keepAlive.timeoutMs} ms`));
    this.#watch = new PeerWatch(connection, { keepAlive, clock, onDead });
    this.#sweepLater(connection);
  }

  #beReady(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.#init.onReady(this);
  }

  #checkReady(timeoutMs: number): void {
    if (this.#isReady) return;
    const silent = this.#connection ? "it accepted and said nothing" : "no connection";
    this.destroy(new WireError(`${silent} within ${timeoutMs} ms`, { isUnprocessed: true }));
  }

  #start(exchange: Http2Exchange): void {
    this.#waiting.delete(exchange);
    exchange.start(this.#connection!);
    this.#watch?.start();
    if (++this.#requests >= maxRequests) this.retire("its stream ids were used up");
  }

  #serveWaiting(): void {
    for (const exchange of this.#waiting) {
      if (!this.hasRoom) return;
      this.#start(exchange);
    }
    this.release();
  }

  #sweepLater(connection: Http2Connection): void {
    const stop = this.#init.clock.after(sweepMs, () => {
      const nowMs = this.#init.clock.now();
      connection.sweep(nowMs);
      this.#idleSinceMs = this.load > 0 ? undefined : (this.#idleSinceMs ?? nowMs);
      this.#init.onSweep(this);
      if (connection.isLeaving) this.#leave("the connection was idle for too long");
      if (!this.#isClosed) this.#sweepLater(connection);
    });
    this.#timers[1] = stop;
  }

  #takeGoaway(code: string, debug: string): void {
    if (code === "ENHANCE_YOUR_CALM" && debug === "too_many_pings") this.#init.onTooManyPings();
    this.#leave(`the peer said GOAWAY with ${code} ${debug}`.trimEnd());
  }

  #leave(why: string): void {
    if (this.#isLeaving || this.#isClosed) return;
    this.#isLeaving = true;
    this.#init.onLeave(this, this.#toWireError(new Error(why)));
  }

  #close(error: WireError): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watch?.stop();
    for (const stop of this.#timers) stop();
    // An engine says goodbye first; a peer that does not read it shall not keep the socket.
    this.#init.clock.after(sweepMs, () => this.#socket.destroy());
    this.#init.onClose(this, error);
  }

  #toWireError(error: Error | undefined): WireError {
    if (error instanceof WireError) return error;
    const why = error ? describeTlsError(error) : "the peer closed the connection";
    const isUnprocessed = this.#requests === 0;
    // TLS 1.3 refuses our certificate when the handshake is over for us; only OpenSSL's errors have a reason.
    const isPlain = this.#isReady || (error !== undefined && "reason" in error);
    if (!isPlain && this.#connection && this.#init.options.tls) {
      const message = `${why} right behind the TLS handshake; it may not accept our certificate, or want one`;
      return new WireError(message, { isUnprocessed, cause: error });
    }
    return new WireError(isPlain ? why : `it does not speak HTTP/2: ${why}`, { isUnprocessed, cause: error });
  }

  /** Somebody waits for the peer: the process stays alive. */
  #hold(): void {
    if (!this.#isHeld) this.#socket.ref();
    this.#isHeld = true;
  }
}
