import type { Clock } from "../clock.ts";

/** What a GroupCommit is made from. */
export interface GroupCommitOptions<T, R> {
  /** Does the work of several items in one step: all of it, or none when it rejects. Results are in the items' order. */
  commit(items: readonly T[]): Promise<readonly R[]>;
  /** Items with the same key are never in one step. */
  keyOf(item: T): string;
  /** Did the step fail for a reason that is no item's own? Then it is not tried for each item alone. */
  isCommon(thrown: unknown): boolean;
  readonly clock: Clock;
  /** Most items of one step. Default 128. */
  readonly maxItems?: number;
  /** The longest that a step waits for as many items as the one before had. Default 2. */
  readonly patienceMs?: number;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly settled: PromiseWithResolvers<R>;
}

/**
 * Commits together what waits at the same time (group commit; DeWitt et al., "Implementation Techniques for Main Memory
 * Database Systems", 1984): while one step is under way, the items of the next one gather. Callers who were served together
 * mostly come back together, so the next step waits a moment until there are as many again; a caller on its own waits for
 * nobody. When a step fails for the sake of one item, each is tried alone, so that only that one fails.
 */
export class GroupCommit<T, R> {
  readonly #options: GroupCommitOptions<T, R>;
  #waiting: Waiting<T, R>[] = [];
  #isBusy = false;
  /** Items of the last step. */
  #company = 1;
  #onAdded: () => void = () => undefined;

  constructor(options: GroupCommitOptions<T, R>) {
    this.#options = options;
  }

  /** Settles with the item's own result once the step that it was part of is committed. */
  add(item: T): Promise<R> {
    const settled = Promise.withResolvers<R>();
    this.#waiting.push({ item, settled });
    if (this.#isBusy) this.#onAdded();
    else void this.#run();
    return settled.promise;
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < this.#company) await this.#gather();
      const group = this.#take();
      this.#company = group.length;
      await this.#commit(group);
    }
    this.#isBusy = false;
  }

  async #gather(): Promise<void> {
    const { clock, patienceMs = 2 } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(patienceMs, resolve);
    this.#onAdded = () => {
      if (this.#waiting.length >= this.#company) resolve();
    };
    await promise;
    cancel();
    this.#onAdded = () => undefined;
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
