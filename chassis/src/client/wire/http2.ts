import { type Clock, systemClock } from "../../clock.ts";
import { assertHeaders } from "./assert-headers.ts";
import { Backoff } from "./backoff.ts";
import type { Http2Engine } from "./http2-connection.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { Http2Link } from "./http2-link.ts";
import { defaultKeepAlive, toCalmer } from "./keep-alive.ts";
import { toAuthority } from "./unreachable.ts";
import type { Wire, WireExchange, WireRequest } from "./wire.ts";
import { WireError } from "./wire-error.ts";
import type { KeepAlive, WireOptions } from "./wire-options.ts";

/**
 * One HTTP/2 connection to a peer, shared by all requests. It is opened by the first, and again by the next one after it
 * was lost. While the peer could lately not be reached, requests fail at once instead of waiting for the next attempt.
 */
export class Http2Wire implements Wire {
  readonly httpVersion = 2;
  readonly #options: WireOptions;
  readonly #engine: Http2Engine;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #target: readonly [scheme: string, authority: string];
  /** Takes new exchanges. */
  #link: Http2Link | undefined = undefined;
  /** With those that only finish what they began. */
  readonly #links = new Set<Http2Link>();
  #keepAlive: KeepAlive;
  /** Why the peer could not be reached the last time. */
  #lastError = "";
  #isClosed = false;

  constructor(options: WireOptions, engine: Http2Engine) {
    this.#options = options;
    this.#engine = engine;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(this.#clock, options.random ?? Math.random);
    this.#keepAlive = options.keepAlive ?? defaultKeepAlive;
    this.#target = [options.tls ? "https" : "http", toAuthority(options)];
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
    const refusal = this.#link ? undefined : this.#findRefusal();
    if (refusal) {
      exchange.fail(refusal);
      return;
    }
    this.#link ??= this.#open();
    this.#link.take(exchange);
  }

  #findRefusal(): WireError | undefined {
    if (this.#isClosed) return wireClosed();
    const { waitMs } = this.#backoff;
    if (waitMs === 0) return undefined;
    const message = `${this.#lastError}; it is tried again in ${Math.ceil(waitMs)} ms`;
    return new WireError(message, { isUnprocessed: true });
  }

  #open(): Http2Link {
    this.#backoff.start();
    const link = new Http2Link({
      options: this.#options,
      engine: this.#engine,
      clock: this.#clock,
      keepAlive: this.#keepAlive,
      onReady: () => this.#backoff.reset(),
      onTooManyPings: () => {
        this.#keepAlive = toCalmer(this.#keepAlive);
      },
      onLeave: (left, error) => this.#forget(left, error),
      onClose: (closed, error) => {
        this.#links.delete(closed);
        this.#forget(closed, error);
      },
    });
    this.#links.add(link);
    return link;
  }

  /** Who has no stream yet goes to the next connection, unless this one was of no use to anybody. */
  #forget(link: Http2Link, error: WireError): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    if (!link.hasServed) {
      this.#lastError = error.message;
      this.#backoff.fail();
    }
    for (const exchange of link.takeWaiting()) {
      if (link.hasServed && !this.#isClosed) this.#carry(exchange);
      else exchange.fail(error);
    }
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
