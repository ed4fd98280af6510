import type { Clock } from "../../clock.ts";
import type { Delivery } from "../queue.ts";

/** Deliveries that are being worked at or wait for their turn: the queue is told so, before it gives them to others. */
export class HeldDeliveries {
  readonly #deliveries = new Set<Delivery>();
  readonly #clock: Clock;
  readonly #beatMs: number;
  #isBeating = false;

  constructor(clock: Clock, ackWaitMs: number) {
    this.#clock = clock;
    this.#beatMs = ackWaitMs / 3;
  }

  add(delivery: Delivery): void {
    this.#deliveries.add(delivery);
    this.#schedule();
  }

  delete(delivery: Delivery): void {
    this.#deliveries.delete(delivery);
  }

  #schedule(): void {
    if (this.#isBeating || this.#deliveries.size === 0) return;
    this.#isBeating = true;
    this.#clock.after(this.#beatMs, () => {
      this.#isBeating = false;
      for (const delivery of this.#deliveries) delivery.working();
      this.#schedule();
    });
  }
}
