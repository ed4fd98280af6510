import type { DatabaseSync } from "node:sqlite";
import { Fault } from "../../fault.ts";
import { queueUnavailable } from "../queue-faults.ts";

interface Step {
  run(): () => void;
  fail(thrown: unknown): void;
}

/**
 * Commits all that is written within one turn of the event loop in one transaction: a wait for the disk is by far the
 * dearest part of a write, and one serves all.
 */
export class WriteBatch {
  readonly #db: DatabaseSync;
  #steps: Step[] = [];
  #failure: unknown = undefined;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Why the last turn's writes failed; undefined when they did not. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Resolves with what `write` returned once that is on the disk. Writes keep their order. */
  add<T>(write: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#steps.length === 0) setImmediate(() => this.flush());
    this.#steps.push({ run: () => attempt(write, resolve, reject), fail: reject });
    return promise;
  }

  /** Commits what has been added. */
  flush(): void {
    const steps = this.#steps;
    if (steps.length === 0) return;
    this.#steps = [];
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      const settled = steps.map((step) => step.run());
      this.#db.exec("COMMIT");
      this.#failure = undefined;
      for (const settle of settled) settle();
    } catch (cause) {
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec("ROLLBACK");
      this.#failure = cause;
      const fault = queueUnavailable("The queue's file cannot be written.", cause);
      for (const step of steps) step.fail(fault);
    }
  }
}

/** A Fault concerns this write alone, which has changed nothing; anything else spoils the transaction. */
function attempt<T>(write: () => T, resolve: (value: T) => void, reject: (thrown: unknown) => void): () => void {
  try {
    const value = write();
    return () => resolve(value);
  } catch (thrown) {
    if (thrown instanceof Fault) return () => reject(thrown);
    throw thrown;
  }
}
