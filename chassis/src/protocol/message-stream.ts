import type { Call } from "../call.ts";
import type { Fault } from "../fault.ts";
import type { Awaitable, Values } from "../handler.ts";
import { runInCall, toIterator } from "../telemetry/current-call.ts";

/** Where the messages of a server stream go: one protocol's way of writing them. */
export interface MessageSink {
  /** Sends the head; called once, before anything else. */
  open(): void;
  /** Sends one message. A promise holds the handler back until the peer has caught up. */
  write(message: unknown): Awaitable<void>;
  /** Ends the answer, well or with a Fault, and the call with it; opens it if need be. Called once, last. */
  end(fault: Fault | undefined): void;
}

/**
 * Pulls a handler's messages into a sink, one at a time, and ends the answer after the last. The head leaves with
 * the first message: until then the handler can set headers. An abort (deadline, caller gone, shutdown) ends the answer
 * at once and returns the handler's iterator, so that its `finally` runs.
 */
export class MessageStream {
  readonly #values: Values<unknown>;
  readonly #call: Call;
  readonly #sink: MessageSink;
  #iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined = undefined;
  #isOver = false;

  constructor(values: Values<unknown>, call: Call, sink: MessageSink) {
    this.#values = values;
    this.#call = call;
    this.#sink = sink;
    call.onAbort = (fault) => this.#end(fault);
  }

  /** Settles when the stream is over; never rejects. The handler's code runs as the current call. */
  send(): Promise<void> {
    return runInCall(this.#call, () => this.#pump());
  }

  async #pump(): Promise<void> {
    let isOpen = false;
    try {
      const iterator = toIterator(this.#values);
      this.#iterator = iterator;
      for (;;) {
        const pulled = iterator.next();
        // A value that is at hand is not waited for: that would cost as much as sending it.
        const step = "then" in pulled ? await pulled : pulled;
        if (this.#isOver) return;
        if (step.done) return this.#end(undefined);
        if (!isOpen) this.#sink.open();
        isOpen = true;
        const caughtUp = this.#sink.write(step.value);
        if (caughtUp instanceof Promise) await caughtUp;
        if (this.#isOver) return;
      }
    } catch (thrown) {
      this.#end(this.#call.toFault(thrown));
    }
  }

  #end(fault: Fault | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sink.end(fault);
    if (fault) this.#release();
  }

  /** What the handler throws from its `finally` has nobody left to be told. */
  #release(): void {
    runInCall(this.#call, async () => this.#iterator?.return?.()).catch(ignore);
  }
}

function ignore(): void {}
