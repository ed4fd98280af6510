import type { Bagged } from "./bag.ts";
import { type Fault, type FaultCode, toFault } from "./fault.ts";
import type { KeyedAnswer } from "./idempotency/keyed-answer.ts";
import type { Method } from "./method.ts";
import type { Reusable } from "./rendered.ts";
import type { TraceContext } from "./telemetry/trace-context.ts";

/** Header names are lower-case; a name that came several times may be an array. */
export type HeaderMap = Readonly<Record<string, string | string[] | undefined>>;

/** The door a call came through; the `transport` label of every metric. */
export type TransportName = "rest" | "grpc" | "grpc_web" | "connect" | "queue" | "memory";

/** Who is at the other end of the connection. */
export interface Peer {
  readonly address: string;
  /** Common name of a verified client certificate. */
  readonly certificate?: string | undefined;
  /** URI names of a verified client certificate, such as SPIFFE IDs. Absent: none. */
  readonly identities?: readonly string[] | undefined;
}

/** How a call ended: once, at the last byte, ack or abort. */
export interface Outcome {
  readonly code: "ok" | FaultCode;
  /** Why it failed; absent when `code` is `ok`. A handler may leave a reason on an `ok` call: {@link Call.reason}. */
  readonly fault?: Fault;
  /** HTTP status of the answer, for the doors that have one. */
  readonly httpStatus?: number;
}

/** What a protocol knows of a call when it makes one. */
export interface CallInit {
  readonly method: Method;
  readonly transport: TransportName;
  readonly headers: HeaderMap;
  readonly peer: Peer;
  /** HTTP verb, for the doors that have one. */
  readonly verb?: string;
  /** Route template for metrics: `/ports/{unloc}`, or `unmatched`. */
  readonly route?: string;
  /** What the caller's deadline header says. */
  readonly timeoutMs?: number | undefined;
}

type OutcomeListener = (outcome: Outcome, call: Call) => void;

/**
 * One call in flight, whichever door it came through. What few calls need (the abort signal, response headers, a child
 * logger) is made when first asked for, so a unary call does not pay for it.
 */
export class Call implements Bagged {
  readonly method: Method;
  readonly transport: TransportName;
  /** Its place among the running deadlines. */
  bagIndex = -1;
  /** Request headers, or gRPC metadata. */
  readonly headers: HeaderMap;
  readonly peer: Peer;
  readonly verb: string | undefined;
  readonly route: string | undefined;
  readonly timeoutMs: number | undefined;
  /** `performance.now()` when the call was made. */
  readonly startMs: number = performance.now();
  /** `performance.now()` when the call ended; read once for everything that measures it. */
  endMs: number | undefined = undefined;
  /** When the call must be over, on the `performance.now()` clock; set by the `deadline` middleware. */
  deadlineMs: number | undefined = undefined;
  /** Set by the `trace` middleware. */
  trace: TraceContext | undefined = undefined;
  /** Accepted from `x-request-id` or made; set by the `trace` middleware. */
  requestId = "";
  /**
   * Who calls: the name of the API key that was shown, set by the `auth` middleware, or the SPIFFE ID of the certificate,
   * set by `identities`.
   */
  identity: string | undefined = undefined;
  /** A reason to count and log although the call ends `ok` (system 003 answers failures inside the message). */
  reason: string | undefined = undefined;
  /** Overrides the HTTP status of a REST answer. */
  httpStatus: number | undefined = undefined;
  /**
   * Values by placeholder, such as `{ id: ["42"] }`, for the names of caches that the contract says this rpc makes stale.
   * Set by {@link touch}.
   */
  touched: Readonly<Record<string, readonly string[]>> | undefined = undefined;
  /**
   * For a call with an idempotency key: makes of an answer what a store keeps in one transaction with the effect. Set by
   * the `idempotency` middleware; a handler that does not use it has its answer kept afterwards.
   */
  keyed: KeyedAnswer | undefined = undefined;
  /** The answer, where it is one that is given more than once. */
  reusable: Reusable | undefined = undefined;
  /** Whether the message that was read came compressed; of a stream, the one that the handler was given last. */
  isRequestCompressed = false;
  /**
   * The handler's word on compressing its answer, for callers that can read it; a stream may change it between messages
   * if it is set before the first (REST compresses no stream). Default: large messages, for gRPC only to callers that
   * compress themselves.
   */
  compressesAnswer: boolean | undefined = undefined;
  responseHeaders: Record<string, string> | undefined = undefined;
  responseTrailers: Record<string, string> | undefined = undefined;
  /** What is thrown while a stream is pulled as a Fault; the `recover` middleware puts its own in place, which logs. */
  toFault: (thrown: unknown) => Fault = toFault;
  /** Owned by the protocol: answers at once when the call is aborted, whatever the handler does. */
  onAbort: ((fault: Fault) => void) | undefined = undefined;
  #ends: OutcomeListener[] = [];
  #outcome: Outcome | undefined = undefined;
  #aborted: Fault | undefined = undefined;
  #controller: AbortController | undefined = undefined;

  constructor(init: CallInit) {
    this.method = init.method;
    this.transport = init.transport;
    this.headers = init.headers;
    this.peer = init.peer;
    this.verb = init.verb;
    this.route = init.route;
    this.timeoutMs = init.timeoutMs;
  }

  /** Aborts when the caller goes away, the deadline passes or the process must stop; its reason is the Fault. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#aborted);
    }
    return this.#controller.signal;
  }

  /** How the call ended, or undefined while it runs. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** How long the call took, or has taken so far. */
  get durationMs(): number {
    return (this.endMs ?? performance.now()) - this.startMs;
  }

  /** Milliseconds until the deadline; `Infinity` without one. */
  get remainingMs(): number {
    return this.deadlineMs === undefined ? Number.POSITIVE_INFINITY : this.deadlineMs - performance.now();
  }

  /** One request header as text; several values are joined by a comma, as RFC 9110 §5.3 allows. */
  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /**
   * Sets a response header (gRPC: initial metadata). The name must be lower-case; one that ends in `-bin` takes base64.
   * Throws a TypeError for what no HTTP header may hold.
   */
  setHeader(name: string, value: string): void {
    assertHeader(name, value);
    this.responseHeaders ??= {};
    this.responseHeaders[name] = value;
  }

  /** Sets a trailer (gRPC: trailing metadata; REST sends none), by the rules of {@link setHeader}. */
  setTrailer(name: string, value: string): void {
    assertHeader(name, value);
    this.responseTrailers ??= {};
    this.responseTrailers[name] = value;
  }

  /**
   * Says, before a change is committed, what it touches: the ids that fill the placeholders in `invalidates` of the
   * contract. Values add up over several calls.
   */
  touch(ids: Readonly<Record<string, readonly string[]>>): void {
    const touched: Record<string, readonly string[]> = { ...this.touched };
    for (const name in ids) touched[name] = [...new Set([...(touched[name] ?? []), ...ids[name]!])];
    this.touched = touched;
  }

  /** Calls `listener` exactly once, when the call is over; the innermost middleware's listener runs first. */
  onEnd(listener: OutcomeListener): void {
    if (this.#outcome) listener(this.#outcome, this);
    else this.#ends.push(listener);
  }

  /** Ends the call; only the first outcome counts. Protocols call this at the last byte. */
  end(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    this.endMs = performance.now();
    for (let index = this.#ends.length - 1; index >= 0; index--) this.#ends[index]?.(outcome, this);
  }

  /** Aborts a running call: the signal fires, and the protocol answers `fault` without waiting for the handler. */
  abort(fault: Fault): void {
    if (this.#outcome || this.#aborted) return;
    this.#aborted = fault;
    this.#controller?.abort(fault);
    this.onAbort?.(fault);
  }
}

const headerName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** Blanks only inside: peers drop a field that begins or ends with one, or the whole answer (RFC 9113 §8.2.1). */
const headerValue = /^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?$/;

/** Node refuses such a header only while it sends, where nobody can say any more which line of code set it. */
function assertHeader(name: string, value: string): void {
  if (!headerName.test(name)) throw new TypeError(`${JSON.stringify(name)} is no lower-case header name`);
  if (!headerValue.test(value))
    throw new TypeError(`the value of header ${name} has characters that no header may have`);
}
