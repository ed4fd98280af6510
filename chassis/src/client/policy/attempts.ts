import type { Clock } from "../../clock.ts";
import { type Fault, toFault } from "../../fault.ts";
import type { RetryPolicy } from "../../policy.ts";
import type { CallOptions } from "../client.ts";
import { WireError } from "../wire/wire-error.ts";
import { HeldMetadata } from "./held-metadata.ts";
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

/** The attempts of one call, one after another, and whether there is to be another one. */
export class Attempts {
  readonly #init: AttemptsInit;
  readonly #deadlineMs: number;
  readonly #isRepeatable: boolean;
  readonly #metadata: HeldMetadata;
  /** Attempts that count: all but those that the server refused to look at. */
  #count = 1;
  /** Exponent of the pause; a push-back begins anew. */
  #doublings = 0;
  #wasRefused = false;
  #isCommitted = false;

  constructor(init: AttemptsInit) {
    const { policy, clock, options } = init;
    this.#init = init;
    this.#metadata = new HeldMetadata(options);
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
    const { onHeaders, onTrailers } = this.#metadata;
    return { ...options, timeoutMs, headers, onHeaders, onTrailers };
  }

  /** From now on the call cannot be made again: a message is handed out, or the requests were begun. */
  commit(): void {
    this.#isCommitted = true;
    this.#metadata.open();
  }

  /** The last attempt succeeded. */
  succeed(): void {
    this.#init.budget.succeed();
    this.#metadata.close();
  }

  /** Resolves when it is time for the next attempt; throws the Fault when there is none. */
  async fail(thrown: unknown): Promise<void> {
    const fault = toFault(thrown);
    const { options, clock } = this.#init;
    const isTransparent = this.#isTransparent(fault);
    const delayMs = isTransparent ? 0 : this.#judge(fault);
    if (delayMs === undefined) {
      this.#metadata.close();
      throw fault;
    }
    const previousAttempts = isTransparent ? this.#count - 1 : this.#count++;
    this.#metadata.drop();
    options.onRetry?.({ previousAttempts, fault, delayMs, isTransparent });
    if (!isTransparent) await pause(clock, delayMs, options.signal);
  }

  /** A6's "transparent retry": the server was reached and did not look at the call. Once, and not when all fails. */
  #isTransparent({ cause }: Fault): boolean {
    if (this.#wasRefused || !this.#isOpen || this.#init.budget.isSpent) return false;
    this.#wasRefused = isUnprocessed(cause) && cause.resetCode !== undefined;
    return this.#wasRefused;
  }

  /** The pause before the next attempt; undefined when there is to be none. */
  #judge(fault: Fault): number | undefined {
    const { policy, budget, clock, options } = this.#init;
    if (options.signal?.aborted || fault.cause instanceof Refusal) return undefined;
    const pushback = readPushback(this.#metadata.trailers);
    if (pushback !== "never" && !this.#isWorthIt(fault, pushback)) return undefined;
    budget.fail();
    if (pushback === "never" || budget.isSpent || !this.#isOpen || this.#count >= policy.maxAttempts) return undefined;
    if (!this.#isRepeatable && !isUnprocessed(fault.cause)) return undefined;
    const delayMs = pushback ?? (fault.retryAfterMs ?? 0) + this.#backOff();
    this.#doublings = pushback === undefined ? this.#doublings + 1 : 0;
    return clock.now() + delayMs < this.#deadlineMs ? delayMs : undefined;
  }

  #isWorthIt(fault: Fault, pushback: number | undefined): boolean {
    const { codes } = this.#init.policy;
    if (codes) return codes.includes(fault.code) || isUnprocessed(fault.cause);
    if (fault.code === "unavailable") return true;
    // `aborted` with a time: another attempt of this very call holds its idempotency key, and will have the answer by then.
    const isPassing = fault.code === "resource_exhausted" || fault.code === "aborted";
    return isPassing && (pushback ?? fault.retryAfterMs) !== undefined;
  }

  /** Full jitter over an exponential pause. */
  #backOff(): number {
    const { policy, random } = this.#init;
    return random() * Math.min(policy.initialBackoffMs * 2 ** this.#doublings, policy.maxBackoffMs);
  }

  get #isOpen(): boolean {
    return !this.#isCommitted && !this.#init.options.signal?.aborted;
  }
}

/** The server has surely not looked at the call. */
function isUnprocessed(cause: unknown): cause is WireError {
  return cause instanceof WireError && cause.isUnprocessed;
}
