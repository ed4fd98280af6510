import type { ClientRequest, IncomingMessage } from "node:http";
import type { HeaderMap } from "../../call.ts";
import type { Fault } from "../../fault.ts";
import { untilDrained } from "../../transport/until-drained.ts";
import { describeError } from "./describe-error.ts";
import { describeTlsError, isCertificateRefused } from "./describe-tls-error.ts";
import { readWhole } from "./read-whole.ts";
import { toCancelled, toUnreachable } from "./unreachable.ts";
import type { WireAnswer, WireExchange } from "./wire.ts";
import { WireError } from "./wire-error.ts";
import type { WireOptions } from "./wire-options.ts";

/** One request over HTTP/1.1. */
export class Http1Exchange implements WireExchange {
  readonly #request: ClientRequest;
  readonly #abort: AbortController;
  readonly #options: WireOptions;
  readonly answer: Promise<WireAnswer>;

  /** `abort` ends the request, also while its connection is being opened. */
  constructor(request: ClientRequest, abort: AbortController, options: WireOptions) {
    this.#request = request;
    this.#abort = abort;
    this.#options = options;
    this.answer = new Promise((resolve, reject) => {
      request.on("response", (response) => resolve(new Http1Answer(response, this)));
      request.on("error", (error) => reject(this.toFault(error)));
    });
    // Whoever cancels does not always wait for the answer.
    this.answer.catch(() => undefined);
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    const request = this.#request;
    if (request.destroyed || request.writableEnded || request.write(chunk)) return undefined;
    return untilDrained(request);
  }

  end(): void {
    if (!this.#request.destroyed) this.#request.end();
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** The answer has been read to its end, or left: nobody takes the rest of the request. */
  leave(): void {
    if (!this.#request.writableFinished) this.cancel();
  }

  /** The Fault of an error that node reports on the request or the answer. */
  toFault(error: Error): Fault {
    if (this.#abort.signal.aborted) return toCancelled();
    return toUnreachable(this.#options, error instanceof WireError ? error : toWireError(error));
  }
}

class Http1Answer implements WireAnswer {
  readonly #response: IncomingMessage;
  readonly #exchange: Http1Exchange;

  constructor(response: IncomingMessage, exchange: Http1Exchange) {
    this.#response = response;
    this.#exchange = exchange;
  }

  get status(): number {
    return this.#response.statusCode!;
  }

  get headers(): HeaderMap {
    return this.#response.headers;
  }

  get trailers(): HeaderMap {
    return this.#response.trailers;
  }

  readWhole(maxBytes: number): Promise<Uint8Array> {
    return readWhole(this.chunks(), maxBytes);
  }

  async *chunks(): AsyncGenerator<Uint8Array, undefined> {
    try {
      yield* this.#response;
    } catch (error) {
      throw this.#exchange.toFault(error as Error);
    } finally {
      this.#exchange.leave();
    }
  }
}

function toWireError(error: Error & { readonly code?: string }): WireError {
  const { code = "", message } = error;
  if (code.startsWith("HPE_")) return new WireError(`it does not speak HTTP/1.1: ${message}`, { cause: error });
  if (isCertificateRefused(error)) return new WireError(describeTlsError(error), { isUnprocessed: true, cause: error });
  return new WireError(`the connection was lost before the answer was complete: ${describeError(error)}`, {
    cause: error,
  });
}
