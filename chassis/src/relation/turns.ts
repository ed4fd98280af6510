/**
 * Has the changes of one record in this process wait for each other, in the order of their coming, so that only those of
 * other processes can come in between reading and saving it. Changes of other records are not held up.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as the work does, which begins once all that came before it for the same record is settled. */
  async take<R>(id: string, work: () => Promise<R>): Promise<R> {
    const before = this.#last.get(id);
    const turn = before ? before.then(work, work) : work();
    this.#last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(id) === turn) this.#last.delete(id);
    }
  }

  /** Records that are being changed. */
  get size(): number {
    return this.#last.size;
  }
}
