import { hasBacklog, type Turn } from "./turn.ts";
import { TurnWindow } from "./turn-window.ts";

/** Watches, from window to window, whether connections wait to be accepted ({@link hasBacklog}). */
export class Backlog {
  readonly #windowMs: number;
  readonly #window = new TurnWindow();
  #stoodMs = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** For how long some have always waited, in whole windows. */
  get stoodMs(): number {
    return this.#stoodMs;
  }

  add(turn: Turn): void {
    this.#window.add(turn);
    if (this.#window.elapsedMs < this.#windowMs) return;
    this.#stoodMs = hasBacklog(this.#window) ? this.#stoodMs + this.#window.elapsedMs : 0;
    this.#window.clear();
  }
}
