import type { DescMethod } from "@bufbuild/protobuf";
import type { HeaderMap } from "../call.ts";
import { type Clock, maxDelayMs } from "../clock.ts";
import type { Fault } from "../fault.ts";
import type { Codec } from "../protocol/codec.ts";
import { toAnswerFault } from "./answer-fault.ts";
import type { CallOptions } from "./client.ts";
import { toAbortFault, toTimedOut } from "./end-faults.ts";
import type { Wire, WireExchange, WireRequest } from "./wire/wire.ts";

/** What a channel makes a call from. */
export interface OutgoingCallInit {
  readonly method: DescMethod;
  /** What stands before `/package.Service/Method`. */
  readonly pathPrefix: string;
  readonly codec: Codec;
  /** Requests of at least so many bytes are compressed by gzip; Infinity: none. */
  readonly compressMinBytes: number;
  /** Most bytes of one message of the answer, after decompression too. */
  readonly maxResponseBytes: number;
  /** With the channel's own defaults in it. */
  readonly options: CallOptions;
  readonly clock: Clock;
}

/** How an answer ended. */
export interface Ending {
  readonly trailers: HeaderMap;
  /** The peer's own Fault; undefined for a success. */
  readonly fault: Fault | undefined;
}

/**
 * One call on its way. Its deadline and its signal end it wherever it is, and what ended it is what it fails with, however
 * the wire words that.
 */
export class OutgoingCall {
  readonly method: DescMethod;
  readonly path: string;
  readonly codec: Codec;
  readonly compressMinBytes: number;
  readonly maxResponseBytes: number;
  readonly options: CallOptions;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #stopTimer: (() => void) | undefined;
  #exchange: WireExchange | undefined;
  #ended: Fault | undefined;
  #isComplete = false;
  #isClosed = false;
  /** Lets go of the requests that nobody will send any more. */
  onClose: (() => void) | undefined;

  constructor({ method, pathPrefix, options, clock, ...init }: OutgoingCallInit) {
    this.method = method;
    this.path = `${pathPrefix}/${method.parent.typeName}/${method.name}`;
    this.codec = init.codec;
    this.compressMinBytes = init.compressMinBytes;
    this.maxResponseBytes = init.maxResponseBytes;
    this.options = options;
    const { signal, timeoutMs } = options;
    this.#clock = clock;
    this.#deadlineMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs;
    if (timeoutMs !== undefined && timeoutMs <= 0) this.abort(toTimedOut(timeoutMs));
    else if (timeoutMs !== undefined && timeoutMs <= maxDelayMs) {
      this.#stopTimer = clock.after(timeoutMs, () => this.abort(toTimedOut(timeoutMs)));
    }
    if (signal?.aborted) this.#cancel();
    else signal?.addEventListener("abort", this.#cancel);
  }

  /** False once the call has ended, well or not: what is left to send is not sent. */
  get isOpen(): boolean {
    return !this.#isClosed && !this.#ended;
  }

  /** Throws what ended the call meanwhile: nothing is read any more, though it may have come already. */
  assertOpen(): void {
    if (this.#ended) throw this.#ended;
  }

  /** Sends the request, unless the call has ended before. */
  send(wire: Wire, request: WireRequest): WireExchange {
    this.assertOpen();
    this.#exchange = wire.send(request);
    return this.#exchange;
  }

  /** Hands the answer's headers on. */
  announce(headers: HeaderMap): void {
    this.options.onHeaders?.(headers);
  }

  /** The answer has been read to its end: there is nothing left to cancel. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Hands the trailers on; throws the Fault that they speak of. */
  settle({ trailers, fault }: Ending): void {
    this.assertOpen();
    this.options.onTrailers?.(trailers);
    if (!fault) return;
    this.#ended = fault;
    throw fault;
  }

  /** Ends the call now, with this Fault unless it has ended before. */
  abort(fault: Fault): void {
    this.#ended ??= fault;
    this.#exchange?.cancel();
  }

  /** What the call fails with when `thrown` is what the reader met. */
  toFault(thrown: unknown): Fault {
    if (this.#ended) return this.#ended;
    const fault = toAnswerFault(thrown, this.maxResponseBytes);
    // The peer's clock may be ahead: at the deadline it cancels the call before we do.
    const isLate = fault.code === "cancelled" && this.#clock.now() >= this.#deadlineMs;
    return isLate ? toTimedOut(this.options.timeoutMs!) : fault;
  }

  /** Lets go of the timer, the signal, and an exchange that is not over. Call it last, always. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer?.();
    this.options.signal?.removeEventListener("abort", this.#cancel);
    if (!this.#isComplete) this.#exchange?.cancel();
    this.onClose?.();
  }

  readonly #cancel = (): void => {
    this.abort(toAbortFault(this.options.signal!));
  };
}
