import type { Message } from "@bufbuild/protobuf";
import type { CallOptions } from "../../src/client/client.ts";
import type { Clock } from "../../src/clock.ts";
import { Fault } from "../../src/fault.ts";
import type { AttemptEvidence } from "./evidence.ts";
import { toCancelled, toTimedOut } from "./peer-faults.ts";

/** What an attempt waits for: its answer, or the next message of its stream. It comes to an end once. */
export class PeerReply {
  readonly evidence: AttemptEvidence;
  readonly promise: Promise<Message>;
  /** Called when the wait is over. */
  onEnd: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #options: CallOptions;
  readonly #settle: PromiseWithResolvers<Message>;
  readonly #stopTimeout: (() => void) | undefined;
  #stopStep: (() => void) | undefined;
  #isOver = false;

  constructor(clock: Clock, evidence: AttemptEvidence, options: CallOptions) {
    this.evidence = evidence;
    this.#clock = clock;
    this.#options = options;
    this.#settle = Promise.withResolvers();
    this.promise = this.#settle.promise;
    const { timeoutMs, signal } = options;
    if (timeoutMs !== undefined) {
      const leftMs = evidence.atMs + timeoutMs - clock.now();
      this.#stopTimeout = clock.after(leftMs, () => this.fail(toTimedOut()));
    }
    signal?.addEventListener("abort", this.#cancel);
  }

  /** Goes on with `step` after `delayMs`, unless the wait is over by then. */
  after(delayMs: number, step: () => void): void {
    this.#stopStep = this.#clock.after(delayMs, step);
  }

  answer(message: Message): void {
    this.#showLife();
    if (this.#end()) this.#settle.resolve(message);
  }

  fail(fault: Fault): void {
    if (this.#end()) this.#settle.reject(fault);
  }

  /** Fails, and says by trailers when the caller may come again. */
  pushBack(fault: Fault, pushback: number | "never" | undefined): void {
    this.#showLife();
    this.evidence.pushback = pushback;
    const ms = pushback === "never" ? "-1" : String(pushback);
    if (pushback !== undefined) this.#options.onTrailers?.({ "grpc-retry-pushback-ms": ms });
    this.fail(fault);
  }

  #showLife(): void {
    if (this.evidence.answerMs === undefined) this.evidence.isAlive = true;
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.evidence.answerMs ??= this.#clock.now();
    this.#stopTimeout?.();
    this.#stopStep?.();
    this.#options.signal?.removeEventListener("abort", this.#cancel);
    this.onEnd();
    return true;
  }

  readonly #cancel = (): void => {
    const reason: unknown = this.#options.signal?.reason;
    this.fail(reason instanceof Fault ? reason : toCancelled());
  };
}
