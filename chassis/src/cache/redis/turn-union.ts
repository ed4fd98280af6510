/**
 * Gathers the names that are given in one turn of the event loop, so that Redis hears of all of them at once, and of each
 * once. Whoever gave some gets the one answer.
 */
export class TurnUnion<T> {
  readonly #flush: (names: readonly string[]) => Promise<T>;
  #turn: { readonly names: Set<string>; readonly answer: Promise<T> } | undefined = undefined;

  constructor(flush: (names: readonly string[]) => Promise<T>) {
    this.#flush = flush;
  }

  add(names: readonly string[]): Promise<T> {
    this.#turn ??= this.#begin();
    for (const name of names) this.#turn.names.add(name);
    return this.#turn.answer;
  }

  #begin() {
    const names = new Set<string>();
    const { promise: answer, resolve } = Promise.withResolvers<T>();
    setImmediate(() => {
      this.#turn = undefined;
      resolve(this.#flush([...names]));
    });
    return { names, answer };
  }
}
