import { type Clock, maxDelayMs } from "../../clock.ts";
import type { Fault } from "../../fault.ts";
import { toAbortFault, toTimedOut } from "../end-faults.ts";

/** What ends a call that does not end by itself. */
export interface Bounds {
  /** Infinity: no bound. */
  readonly timeoutMs: number;
  readonly signals: readonly AbortSignal[];
  readonly clock: Clock;
}

/**
 * A call that ends when its time is over or when one of its signals fires, whatever the layers further in do: whoever
 * waits for it gets the Fault at once, and {@link signal} tells those layers. Nothing of it is left once it is closed.
 */
export class BoundCall {
  readonly #controller = new AbortController();
  readonly #signals: readonly AbortSignal[];
  readonly #stopTimer: (() => void) | undefined;
  #fault: Fault | undefined;
  #reject: (fault: Fault) => void = () => undefined;

  constructor({ timeoutMs, signals, clock }: Bounds) {
    this.#signals = signals;
    for (const signal of signals) signal.addEventListener("abort", this.#follow);
    if (timeoutMs <= 0) this.#end(toTimedOut(timeoutMs));
    else if (timeoutMs <= maxDelayMs) this.#stopTimer = clock.after(timeoutMs, () => this.#end(toTimedOut(timeoutMs)));
    this.#follow();
  }

  /** Aborts, with the Fault as its reason, when the call has to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Throws what has ended the call. */
  assertOpen(): void {
    if (this.#fault) throw this.#fault;
  }

  /** What `running` comes to, or what ends the call before. */
  race<T>(running: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      running.then(resolve, reject);
      if (this.#fault) reject(this.#fault);
    });
  }

  /** The messages until the call ends. A reader that leaves early lets the layers further in clean up first. */
  async *iterate<T>(messages: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = messages[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await this.race(iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      const left = iterator.return?.();
      // Who waits for a message that never comes cannot be waited for.
      if (this.#fault) left?.catch(() => undefined);
      else await left;
    }
  }

  /** Lets go of the timer and of the signals. Call it last, always. */
  close(): void {
    this.#stopTimer?.();
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#follow);
  }

  readonly #follow = (): void => {
    const aborted = this.#signals.find((signal) => signal.aborted);
    if (aborted) this.#end(toAbortFault(aborted));
  };

  #end(fault: Fault): void {
    if (this.#fault) return;
    this.#fault = fault;
    this.#reject(fault);
    this.#controller.abort(fault);
  }
}
