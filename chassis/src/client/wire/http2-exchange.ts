import type { Fault } from "../../fault.ts";
import { Http2Answer } from "./http2-answer.ts";
import type { Http2Connection, Http2Stream } from "./http2-connection.ts";
import { toLoss } from "./http2-loss.ts";
import { toCancelled, toUnreachable } from "./unreachable.ts";
import type { WireAnswer, WireExchange } from "./wire.ts";
import type { WireError } from "./wire-error.ts";
import type { WireOptions } from "./wire-options.ts";

/** What an exchange sends, and to whom. */
export interface Http2ExchangeInit {
  /** The request's header list: name, value, name, value … */
  readonly fields: readonly string[];
  /** The whole body; absent: it is written later. */
  readonly body: Uint8Array | undefined;
  readonly options: WireOptions;
}

/** One request over HTTP/2: it waits for a stream, keeps what is written meanwhile, and lives as long as the stream. */
export class Http2Exchange implements WireExchange {
  readonly answer: Promise<WireAnswer>;
  readonly #init: Http2ExchangeInit;
  #stream: Http2Stream | undefined = undefined;
  #failure: Fault | undefined = undefined;
  /** Written before there was a stream. */
  #early: Uint8Array[] = [];
  #isEnded = false;
  #resolve!: (answer: WireAnswer) => void;
  #reject!: (failure: Fault) => void;
  #caughtUp: Promise<void> | undefined = undefined;
  #catchUp: () => void = ignore;
  /** Called when the exchange is cancelled before it has a stream. */
  onLeave: (() => void) | undefined = undefined;

  constructor(init: Http2ExchangeInit) {
    this.#init = init;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Why the exchange failed. */
  get failure(): Fault | undefined {
    return this.#failure;
  }

  /** Sends the request on a connection that has a stream for it. */
  start(connection: Http2Connection): void {
    const { fields, body } = this.#init;
    const isEmpty = this.#isEnded && this.#early.length === 0;
    const stream = body ? connection.requestWhole(fields, body) : connection.request(fields, isEmpty);
    this.#stream = stream;
    this.onLeave = undefined;
    stream.onHeaders = () => this.#resolve(new Http2Answer(stream, this));
    stream.onDrain = () => this.#releaseWriter();
    stream.onAbort = (code) => {
      // Behind a whole answer a reset only says that the rest of the request is not read (RFC 9113 §8.1).
      if (!stream.isRemoteEnded) this.fail(toLoss(connection, code));
    };
    if (!body && !isEmpty) this.#sendEarly(stream);
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#failure || this.#isEnded || this.#init.body) return undefined;
    if (!this.#stream) this.#early.push(chunk);
    else if (this.#stream.isClosed || this.#stream.write(chunk)) return undefined;
    this.#caughtUp ??= new Promise((resolve) => {
      this.#catchUp = resolve;
    });
    return this.#caughtUp;
  }

  end(): void {
    this.#isEnded = true;
    this.#stream?.end();
  }

  cancel(): void {
    this.#settle(toCancelled());
    this.#stream?.reset();
    this.#stream?.read();
    this.onLeave?.();
  }

  /** The peer was lost, or never reached. */
  fail(error: WireError): void {
    this.#settle(toUnreachable(this.#init.options, error));
  }

  #settle(failure: Fault): void {
    this.#failure ??= failure;
    this.#early = [];
    // Whoever cancels does not always wait for the answer.
    this.answer.catch(ignore);
    this.#reject(this.#failure);
    this.#releaseWriter();
  }

  #sendEarly(stream: Http2Stream): void {
    const early = this.#early;
    this.#early = [];
    let isTaken = true;
    for (const chunk of early) isTaken = stream.write(chunk);
    if (this.#isEnded) stream.end();
    if (isTaken) this.#releaseWriter();
  }

  /** Lets go whoever waits to write. */
  #releaseWriter(): void {
    this.#catchUp();
    this.#caughtUp = undefined;
  }
}

function ignore(): void {}
