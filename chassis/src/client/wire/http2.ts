import { type Clock, systemClock } from "../../clock.ts";
import { assertHeaders } from "./assert-headers.ts";
import { Backoff } from "./backoff.ts";
import type { Http2Engine } from "./http2-connection.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { Http2Link } from "./http2-link.ts";
import { defaultKeepAlive, toCalmer } from "./keep-alive.ts";
import { toAuthority } from "./unreachable.ts";
import type { Wire, WireExchange, WireRequest, WireState } from "./wire.ts";
import { WireError } from "./wire-error.ts";
import { type KeepAlive, readTls, retirementMs, type WireOptions, type WireTls } from "./wire-options.ts";

/** Time after which a connection beside the first is closed that has nothing to do. */
const spareIdleMs = 10_000;

/**
 * One HTTP/2 connection to a peer, shared by all requests. It is opened by the first, and again by the next one after it
 * was lost; others beside it are opened up to `maxConnections` while the peer's MAX_CONCURRENT_STREAMS are used up
 * (RFC 9113 §5.1.2). While the peer could lately not be reached, requests fail at once instead of waiting for the next
 * attempt.
 */
export class Http2Wire implements Wire {
  readonly httpVersion = 2;
  readonly #options: WireOptions;
  readonly #engine: Http2Engine;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #target: readonly [scheme: string, authority: string];
  /** Take new exchanges, the oldest first. */
  readonly #taking: Http2Link[] = [];
  /** With those that only finish what they began. */
  readonly #links = new Set<Http2Link>();
  #keepAlive: KeepAlive;
  /** What connections are opened with. */
  #tls: WireTls | undefined;
  /** Why the peer could not be reached the last time. */
  #failure: string | undefined = undefined;
  #isClosed = false;

  constructor(options: WireOptions, engine: Http2Engine) {
    this.#options = options;
    this.#engine = engine;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(this.#clock, options.random ?? Math.random, options.maxReconnectMs);
    this.#keepAlive = options.keepAlive ?? defaultKeepAlive;
    this.#tls = readTls(options);
    this.#target = [options.tls ? "https" : "http", toAuthority(options)];
  }

  get state(): WireState {
    if (this.#taking.some((link) => link.isReady)) return "ready";
    if (this.#failure !== undefined) return "failed";
    return this.#taking.length > 0 ? "connecting" : "idle";
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  connect(): void {
    this.#renew();
    if (this.#taking.length === 0 && !this.#findRefusal()) this.#open().release();
  }

  send(request: WireRequest): WireExchange {
    assertHeaders(request.headers);
    const body = request.verb === "GET" ? noBody : request.body;
    const exchange = new Http2Exchange({ fields: this.#toFields(request), body, options: this.#options });
    this.#carry(exchange);
    return exchange;
  }

  close(): void {
    this.#isClosed = true;
    for (const link of this.#links) link.destroy(wireClosed());
  }

  #carry(exchange: Http2Exchange): void {
    this.#renew();
    const refusal = this.#taking.length > 0 ? undefined : this.#findRefusal();
    if (refusal) exchange.fail(refusal);
    else this.#choose().take(exchange);
  }

  /** The first connection with a free stream, so that those beside it run idle when there is less to do. */
  #choose(): Http2Link {
    const taking = this.#taking;
    const free = taking.find((link) => link.hasRoom);
    if (free) return free;
    const { maxConnections = 1 } = this.#options;
    const isFull = taking.length < maxConnections && taking.every((link) => link.isReady);
    if (taking.length === 0 || (isFull && this.#backoff.waitMs === 0)) return this.#open();
    return taking.reduce((least, link) => (link.load < least.load ? link : least));
  }

  /** Other certificates are for other connections; and they may be the ones that work, so that nobody has to wait. */
  #renew(): void {
    const tls = readTls(this.#options);
    if (tls === this.#tls) return;
    this.#tls = tls;
    const why = "its certificates were replaced";
    const waiting = this.#taking.flatMap((link) => link.takeWaiting());
    for (const link of [...this.#taking]) {
      if (link.isReady) link.retire(why, retirementMs);
      else link.destroy(new WireError(why, { isUnprocessed: true }));
    }
    this.#backoff.reset();
    if (this.#failure !== undefined) {
      this.#failure = undefined;
      this.#options.onState?.();
    }
    for (const exchange of waiting) this.#carry(exchange);
  }

  #findRefusal(): WireError | undefined {
    if (this.#isClosed) return wireClosed();
    const { waitMs } = this.#backoff;
    if (waitMs === 0 || this.#failure === undefined) return undefined;
    const message = `${this.#failure}; it is tried again in ${Math.ceil(waitMs)} ms`;
    return new WireError(message, { isUnprocessed: true });
  }

  #open(): Http2Link {
    this.#backoff.start();
    const link = new Http2Link({
      options: { ...this.#options, tls: this.#tls },
      engine: this.#engine,
      clock: this.#clock,
      keepAlive: this.#keepAlive,
      onReady: () => this.#greet(),
      onTooManyPings: () => {
        this.#keepAlive = toCalmer(this.#keepAlive);
      },
      onSweep: (swept) => {
        if (swept !== this.#taking[0] && swept.idleMs >= spareIdleMs) swept.retire("it had nothing to do");
      },
      onLeave: (left, error) => this.#forget(left, error),
      onClose: (closed, error) => {
        this.#links.delete(closed);
        this.#forget(closed, error);
      },
    });
    this.#links.add(link);
    this.#taking.push(link);
    return link;
  }

  #greet(): void {
    this.#backoff.reset();
    this.#failure = undefined;
    this.#options.onState?.();
  }

  /** Who has no stream yet goes to the next connection, unless this one was of no use to anybody. */
  #forget(link: Http2Link, error: WireError): void {
    const index = this.#taking.indexOf(link);
    if (index === -1) return;
    this.#taking.splice(index, 1);
    if (!link.hasServed) this.#backoff.fail();
    // One that was ready for longer than a failure would be waited out had nothing to do.
    const wasOfUse = link.hasServed || (link.isReady && this.#backoff.waitMs === 0);
    if (!wasOfUse && this.#taking.length === 0) this.#failure = error.message;
    const isOver = this.#isClosed || !(wasOfUse || this.#taking.length > 0);
    for (const exchange of link.takeWaiting()) {
      if (isOver) exchange.fail(error);
      else this.#carry(exchange);
    }
    this.#options.onState?.();
  }

  #toFields({ verb, target, headers }: WireRequest): string[] {
    const [scheme, authority] = this.#target;
    const fields = [":method", verb, ":scheme", scheme, ":authority", authority, ":path", target];
    for (const name in headers) {
      const value = headers[name]!;
      if (name === "host") fields[5] = String(value);
      else if (typeof value === "string") fields.push(name, value);
      else for (const one of value) fields.push(name, one);
    }
    return fields;
  }
}

const noBody = new Uint8Array(0);

function wireClosed(): WireError {
  return new WireError("the client was closed", { isUnprocessed: true });
}
