import { Fault } from "../fault.ts";

/**
 * Single flight: whoever asks for what is being fetched already waits for that one fetch. Each group has a turn; a new
 * turn lets go of the fetches before it, so that nobody joins one that began before a change.
 */
export class Flights<T> {
  readonly #running = new Map<string, Promise<T>>();
  readonly #turns = new Map<string, number>();

  /** The group's turn at present. */
  turnOf(group: string): number {
    return this.#turns.get(group) ?? 0;
  }

  /** Begins the group's next turn. */
  turn(group: string): void {
    this.#turns.set(group, this.turnOf(group) + 1);
  }

  /**
   * Joins the fetch under this key, or starts it. When the call that started it went away or ran out of time, those who
   * joined try again for themselves.
   */
  async join(group: string, key: string, fetch: () => Promise<T>): Promise<T> {
    const id = `${this.turnOf(group)}\n${group}\n${key}`;
    const running = this.#running.get(id);
    if (!running) return this.#start(id, fetch);
    try {
      return await running;
    } catch (thrown) {
      if (!isOfOneCall(thrown)) throw thrown;
      return this.join(group, key, fetch);
    }
  }

  async #start(id: string, fetch: () => Promise<T>): Promise<T> {
    const flight = fetch();
    this.#running.set(id, flight);
    try {
      return await flight;
    } finally {
      this.#running.delete(id);
    }
  }
}

/** A failure that says nothing to anybody but its own caller. */
export function isOfOneCall(thrown: unknown): boolean {
  return thrown instanceof Fault && (thrown.code === "cancelled" || thrown.code === "deadline_exceeded");
}
