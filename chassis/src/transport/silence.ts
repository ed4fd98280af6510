import { whenHeard } from "./when-heard.ts";

/** Waits for a peer, and calls `onSilence` once when nothing came for `ms`; what lies unread in its socket counts as heard. */
export class Silence {
  readonly #timer: NodeJS.Timeout;
  #isBroken = false;

  constructor(ms: number, onSilence: () => void) {
    const judge = () => {
      if (!this.#isBroken) onSilence();
    };
    this.#timer = setTimeout(() => {
      this.#isBroken = false;
      whenHeard(judge);
    }, ms);
  }

  /** Something came: the wait begins anew. */
  break(): void {
    this.#isBroken = true;
    this.#timer.refresh();
  }

  /** Nobody waits any more. */
  end(): void {
    this.#isBroken = true;
    clearTimeout(this.#timer);
  }
}
