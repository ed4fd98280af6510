import { setTimeout as delay } from "node:timers/promises";
import type { Message } from "@bufbuild/protobuf";
import type { ClientCompatRequest } from "@flotilla/contract/connectrpc/conformance/v1/client_compat";

/** The requests of one test case, sent at its pace, and its plan for cancelling. */
export class PlannedRequests {
  readonly #messages: readonly Message[];
  readonly #delayMs: number;
  readonly #cancel: ClientCompatRequest["cancel"];
  readonly #isFullDuplex: boolean;
  readonly #abort = new AbortController();
  #heard = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;

  constructor(messages: readonly Message[], request: ClientCompatRequest, isFullDuplex: boolean) {
    this.#messages = messages;
    this.#delayMs = request.requestDelayMs;
    this.#cancel = request.cancel;
    this.#isFullDuplex = isFullDuplex;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get unsent(): number {
    return this.#messages.length - this.#sent;
  }

  /** The one request of an rpc that takes no more; what follows its sending is planned with it. */
  only(): Message {
    const [message] = this.#messages;
    if (!message || this.#messages.length > 1) throw new Error("the rpc takes exactly one request");
    this.#sent = 1;
    this.#planAfterClose();
    return message;
  }

  /** A conversation waits for the answer to each request before it sends the next. */
  async *each(): AsyncIterable<Message> {
    for (const message of this.#messages) {
      if (this.#delayMs > 0) await delay(this.#delayMs);
      yield message;
      this.#sent++;
      if (this.#isFullDuplex) await this.#waitFor(this.#sent);
    }
    if (this.#cancel?.cancelTiming.case === "beforeCloseSend") this.#abort.abort();
    else this.#planAfterClose();
  }

  /** Counts the answers that came. */
  hear(count: number): void {
    this.#heard = count;
    const { case: when, value } = this.#cancel?.cancelTiming ?? {};
    if (when === "afterNumResponses" && value === count) this.#abort.abort();
    this.#wake?.();
  }

  /** The call is over; nothing is waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#heard = Number.POSITIVE_INFINITY;
    this.#wake?.();
  }

  #planAfterClose(): void {
    if (!this.#cancel || this.#cancel.cancelTiming.case === "afterNumResponses") return;
    const { case: when, value } = this.#cancel.cancelTiming;
    this.#timer = setTimeout(() => this.#abort.abort(), when === "afterCloseSendMs" ? value : 0);
  }

  async #waitFor(count: number): Promise<void> {
    while (this.#heard < count) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
