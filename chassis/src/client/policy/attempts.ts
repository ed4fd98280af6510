import type { HeaderMap } from "../../call.ts";
import type { Clock } from "../../clock.ts";
import { type Fault, toFault } from "../../fault.ts";
import type { RetryPolicy } from "../../policy.ts";
import type { CallOptions } from "../client.ts";
import { WireError } from "../wire/wire-error.ts";
import { pause } from "./pause.ts";
import { readPushback } from "./pushback.ts";
import { Refusal } from "./refusal.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** What the attempts of one call go by. */
export interface AttemptsInit {
  readonly policy: RetryPolicy;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly random: () => number;
  /** Of the call; each attempt gets its own. */
  readonly options: CallOptions;
}

/**
 * The attempts of one call, one after another. The caller hears only of the last one: headers and trailers of the others
 * are kept from it.
 */
export class Attempts {
  readonly #init: AttemptsInit;
  readonly #deadlineMs: number;
  readonly #isRepeatable: boolean;
  /** Attempts that count: all but those that the server refused to look at. */
  #count = 1;
  /** Exponent of the pause; a push-back begins anew. */
  #doublings = 0;
  #wasRefused = false;
  #isCommitted = false;
  #headers: HeaderMap | undefined;
  #trailers: HeaderMap | undefined;

  constructor(init: AttemptsInit) {
    const { policy, clock, options } = init;
    this.#init = init;
    this.#deadlineMs = options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + options.timeoutMs;
    this.#isRepeatable = policy.isIdempotent || (policy.isKeyed && Boolean(options.headers?.["idempotency-key"]));
  }

  /** Options of the next attempt: what is left of the call's time, and how many attempts there were before. */
  next(): CallOptions {
    const { options, clock } = this.#init;
    const timeoutMs = options.timeoutMs === undefined ? undefined : this.#deadlineMs - clock.now();
    const previous = this.#count - 1;
    const headers =
      previous === 0 ? options.headers : { ...options.headers, "grpc-previous-rpc-attempts": String(previous) };
    return { ...options, timeoutMs, headers, onHeaders: this.#keepHeaders, onTrailers: this.#keepTrailers };
  }

  /** From now on the call cannot be made again: a message is handed out, or the requests were begun. */
  commit(): void {
    this.#isCommitted = true;
    this.#announce();
  }

  /** The last attempt succeeded. */
  succeed(): void {
    this.#init.budget.succeed();
    this.#settle();
  }

  /** Resolves when it is time for the next attempt; throws the Fault when there is none. */
  async fail(thrown: unknown): Promise<void> {
    const fault = toFault(thrown);
    const { options, clock } = this.#init;
    const isTransparent = this.#isTransparent(fault);
    const delayMs = isTransparent ? 0 : this.#judge(fault);
    if (delayMs === undefined) {
      this.#settle();
      throw fault;
    }
    const previousAttempts = isTransparent ? this.#count - 1 : this.#count++;
    this.#headers = undefined;
    this.#trailers = undefined;
    options.onRetry?.({ previousAttempts, fault, delayMs, isTransparent });
    if (!isTransparent) await pause(clock, delayMs, options.signal);
  }

  /** A6's "transparent retry": the server was reached and did not look at the call. Once, and not when all fails. */
  #isTransparent({ cause }: Fault): boolean {
    if (this.#wasRefused || !this.#isOpen || this.#init.budget.isSpent) return false;
    this.#wasRefused = cause instanceof WireError && cause.isUnprocessed && cause.resetCode !== undefined;
    return this.#wasRefused;
  }

  /** The pause before the next attempt; undefined when there is to be none. */
  #judge(fault: Fault): number | undefined {
    const { policy, budget, clock, options } = this.#init;
    if (options.signal?.aborted || fault.cause instanceof Refusal) return undefined;
    const pushback = readPushback(this.#trailers);
    if (pushback !== "never" && !this.#isWorthIt(fault, pushback)) return undefined;
    budget.fail();
    if (pushback === "never" || budget.isSpent || !this.#isOpen || this.#count >= policy.maxAttempts) return undefined;
    if (!this.#isRepeatable && !isUnprocessed(fault)) return undefined;
    const delayMs = pushback ?? (fault.retryAfterMs ?? 0) + this.#backOff();
    this.#doublings = pushback === undefined ? this.#doublings + 1 : 0;
    return clock.now() + delayMs < this.#deadlineMs ? delayMs : undefined;
  }

  #isWorthIt(fault: Fault, pushback: number | undefined): boolean {
    const { codes } = this.#init.policy;
    if (codes) return codes.includes(fault.code) || isUnprocessed(fault);
    if (fault.code === "unavailable") return true;
    return fault.code === "resource_exhausted" && (pushback ?? fault.retryAfterMs) !== undefined;
  }

  /** Full jitter over an exponential pause. */
  #backOff(): number {
    const { policy, random } = this.#init;
    return random() * Math.min(policy.initialBackoffMs * 2 ** this.#doublings, policy.maxBackoffMs);
  }

  get #isOpen(): boolean {
    return !this.#isCommitted && !this.#init.options.signal?.aborted;
  }

  #announce(): void {
    if (this.#headers) this.#init.options.onHeaders?.(this.#headers);
    this.#headers = undefined;
  }

  #settle(): void {
    this.#announce();
    if (this.#trailers) this.#init.options.onTrailers?.(this.#trailers);
  }

  readonly #keepHeaders = (headers: HeaderMap): void => {
    this.#headers = headers;
    if (this.#isCommitted) this.#announce();
  };

  readonly #keepTrailers = (trailers: HeaderMap): void => {
    this.#trailers = trailers;
  };
}

function isUnprocessed({ cause }: Fault): boolean {
  return cause instanceof WireError && cause.isUnprocessed;
}
