import type { HeaderMap, Peer } from "../src/call.ts";
import type { Fault } from "../src/fault.ts";
import type { Exchange, ResponseHeaders } from "../src/transport/exchange.ts";
import { bodyTooLarge } from "../src/transport/transport-faults.ts";

/** What a test asks. */
export interface MemoryRequest {
  readonly verb?: string;
  readonly target?: string;
  readonly headers?: HeaderMap;
  /** The chunks of the body. */
  readonly body?: readonly (Uint8Array | string)[];
}

/** What was answered. */
export interface MemoryAnswer {
  status: number;
  headers: ResponseHeaders;
  text: string;
  /** Code of the reset, when the answer broke off. */
  reset: number | undefined;
}

/** An exchange without a wire: a test makes the request and reads the answer. */
export class MemoryExchange implements Exchange {
  readonly httpVersion = 1;
  readonly peer: Peer = { address: "192.0.2.7" };
  readonly verb: string;
  readonly target: string;
  readonly headers: HeaderMap;
  readonly answer: MemoryAnswer = { status: 0, headers: {}, text: "", reset: undefined };
  /** Settles when the answer is over. */
  readonly ended: Promise<MemoryAnswer>;
  readonly #body: readonly Buffer[];
  readonly #settle: (answer: MemoryAnswer) => void;
  #abortListener: ((fault: Fault) => void) | undefined;

  constructor(request: MemoryRequest = {}) {
    const { promise, resolve } = Promise.withResolvers<MemoryAnswer>();
    this.verb = request.verb ?? "GET";
    this.target = request.target ?? "/";
    this.headers = request.headers ?? {};
    this.#body = (request.body ?? []).map((chunk) => Buffer.from(chunk as string));
    this.ended = promise;
    this.#settle = resolve;
  }

  async readWhole(maxBytes: number): Promise<Uint8Array> {
    const whole = Buffer.concat(this.#body);
    if (whole.length > maxBytes) throw bodyTooLarge(maxBytes);
    return whole;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    yield* this.#body;
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string): void {
    this.respond(status, headers);
    if (body !== undefined) void this.write(Buffer.from(body as string));
    this.end();
  }

  respond(status: number, headers: ResponseHeaders): void {
    this.answer.status = status;
    this.answer.headers = { ...headers };
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    const isZipped = this.answer.headers["content-encoding"] !== undefined;
    this.answer.text += Buffer.from(chunk).toString(isZipped ? "base64" : "utf8");
    return undefined;
  }

  end(): void {
    this.#settle(this.answer);
  }

  reset(code: number): void {
    this.answer.reset = code;
    this.#settle(this.answer);
  }

  onAbort(listener: (fault: Fault) => void): void {
    this.#abortListener = listener;
  }

  /** Plays a peer that goes away, or a process that must stop. */
  abort(fault: Fault): void {
    this.#abortListener?.(fault);
  }
}
