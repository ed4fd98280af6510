import { Bag } from "../bag.ts";
import type { Call } from "../call.ts";
import type { Clock } from "../clock.ts";

const slotMs = 8;
const slotCount = 256;

/**
 * The deadlines of all running calls in a hashed timing wheel (Varghese and Lauck 1987): a ring of slots, 8 ms each, that
 * one timer walks along. Adding and deleting take constant time; nothing is left of a call that is over, and an idle wheel has
 * no timer. A call further away than one turn stays in its slot until its turn comes. Deadlines fire up to 8 ms late,
 * never early.
 */
export class DeadlineWheel {
  readonly #clock: Clock;
  readonly #expire: (call: Call) => void;
  readonly #slots: readonly Bag<Call>[] = Array.from({ length: slotCount }, () => new Bag<Call>());
  /** Tick up to which every slot was looked at. */
  #tick = 0;
  #isTurning = false;
  #size = 0;

  constructor(clock: Clock, expire: (call: Call) => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  /** How many deadlines are waiting. */
  get size(): number {
    return this.#size;
  }

  /** Waits for `call.deadlineMs`. */
  add(call: Call): void {
    if (!this.#isTurning) this.#start();
    this.#slotOf(call).add(call);
    this.#size++;
  }

  /** Forgets the call; one that has fired or was never added is no matter. */
  delete(call: Call): void {
    if (this.#slotOf(call).delete(call)) this.#size--;
  }

  #slotOf(call: Call): Bag<Call> {
    return this.#slots[toTick(call.deadlineMs!) % slotCount]!;
  }

  #start(): void {
    this.#isTurning = true;
    this.#tick = Math.floor(this.#clock.now() / slotMs);
    this.#wait();
  }

  #wait(): void {
    this.#clock.after(slotMs - (this.#clock.now() % slotMs), () => this.#turn());
  }

  #turn(): void {
    const now = Math.floor(this.#clock.now() / slotMs);
    // After a pause of more than a turn, one look at each slot is enough.
    this.#tick = Math.max(this.#tick, now - slotCount);
    while (this.#tick < now) this.#look(++this.#tick);
    if (this.#size === 0) this.#isTurning = false;
    else this.#wait();
  }

  #look(tick: number): void {
    for (const call of this.#slots[tick % slotCount]!.list()) {
      if (toTick(call.deadlineMs!) > tick) continue;
      this.delete(call);
      this.#expire(call);
    }
  }
}

/** The first tick at which the deadline has passed. */
function toTick(deadlineMs: number): number {
  return Math.ceil(deadlineMs / slotMs);
}
