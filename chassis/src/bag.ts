/** What lies in a {@link Bag} keeps its own place there, -1 while it lies in none. */
export interface Bagged {
  bagIndex: number;
}

/**
 * A collection without order for things that come and go with every call: adding and deleting take constant time and leave
 * nothing behind. A `Set` under such churn makes a new table every few dozen deletions, and V8's old table points to the
 * next: once one of them has aged, all that follow stay alive with all they held, until the next full collection. That
 * cost a fifth of a busy server's time (measured). A thing lies in one bag at most.
 */
export class Bag<T extends Bagged> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    item.bagIndex = this.#items.push(item) - 1;
  }

  /** False when the item is not in the bag. */
  delete(item: T): boolean {
    const { bagIndex } = item;
    if (this.#items[bagIndex] !== item) return false;
    const last = this.#items.pop()!;
    if (last !== item) {
      this.#items[bagIndex] = last;
      last.bagIndex = bagIndex;
    }
    item.bagIndex = -1;
    return true;
  }

  /** What lies in the bag now; it may be emptied meanwhile. */
  list(): readonly T[] {
    return [...this.#items];
  }
}
