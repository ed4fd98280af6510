/** What a GroupCommit is made from. */
export interface GroupCommitOptions<T, R> {
  /** Does the work of several items in one step: all of it, or none when it rejects. Results are in the items' order. */
  commit(items: readonly T[]): Promise<readonly R[]>;
  /** Items with the same key are never in one step. */
  keyOf(item: T): string;
  /** Did the step fail for a reason that is no item's own? Then it is not tried for each item alone. */
  isCommon(thrown: unknown): boolean;
  /** Most items of one step. Default 128. */
  readonly maxItems?: number;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly settled: PromiseWithResolvers<R>;
}

/**
 * Commits together what waits at the same time (group commit; DeWitt et al., "Implementation Techniques for Main Memory
 * Database Systems", 1984): while one step is under way, the items of the next one gather. An item on its own does not
 * wait for company. When a step fails for the sake of one item, each is tried alone, so that only that one fails.
 */
export class GroupCommit<T, R> {
  readonly #options: GroupCommitOptions<T, R>;
  #waiting: Waiting<T, R>[] = [];
  #isBusy = false;

  constructor(options: GroupCommitOptions<T, R>) {
    this.#options = options;
  }

  /** Settles with the item's own result once the step that it was part of is committed. */
  add(item: T): Promise<R> {
    const settled = Promise.withResolvers<R>();
    this.#waiting.push({ item, settled });
    if (!this.#isBusy) void this.#run();
    return settled.promise;
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#isBusy = false;
  }

  /** The first of each key, in order; the others stay. */
  #take(): readonly Waiting<T, R>[] {
    const { keyOf, maxItems = 128 } = this.#options;
    const taken = new Map<string, Waiting<T, R>>();
    const left: Waiting<T, R>[] = [];
    for (const waiting of this.#waiting) {
      const key = keyOf(waiting.item);
      if (taken.size < maxItems && !taken.has(key)) taken.set(key, waiting);
      else left.push(waiting);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  async #commit(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.#options.commit(group.map(({ item }) => item));
      for (const [index, { settled }] of group.entries()) settled.resolve(results[index]!);
    } catch (thrown) {
      if (group.length > 1 && !this.#options.isCommon(thrown))
        for (const waiting of group) await this.#commit([waiting]);
      else for (const { settled } of group) settled.reject(thrown);
    }
  }
}
