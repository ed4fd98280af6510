import type { Bagged } from "../bag.ts";
import type { Fault } from "../fault.ts";

/** The part of an exchange that is the same on every engine: who is told when it is given up, and whether it still can be. */
export abstract class Abortable implements Bagged {
  bagIndex = -1;
  /** The answer was ended or the exchange reset: nobody is told of anything any more. */
  protected isOver = false;
  #listener: ((fault: Fault) => void) | undefined = undefined;

  onAbort(listener: (fault: Fault) => void): void {
    this.#listener = listener;
  }

  /** Tells the protocol that the exchange is given up, once, and not after its end. */
  abort(fault: Fault): void {
    const listener = this.#listener;
    if (this.isOver || !listener) return;
    this.#listener = undefined;
    listener(fault);
  }
}
