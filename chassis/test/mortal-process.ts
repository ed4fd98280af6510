import type { Random } from "./random.ts";

/** A process that may die at any step: nothing that it waits for comes back then. */
export class MortalProcess {
  readonly #random: Random;
  readonly #danger: number;
  readonly #onDeath: () => void;
  #isDead = false;

  /** `danger` is the chance, from 0 to 1, to die before a step, and again after it. */
  constructor(random: Random, danger: number, onDeath: () => void) {
    this.#random = random;
    this.#danger = danger;
    this.#onDeath = onDeath;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#onDeath();
  }

  /** Does the step, unless the process dies before; its outcome is known unless it dies after. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    await this.#survive();
    const [outcome] = await Promise.allSettled([work()]);
    await this.#survive();
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  }

  /** The port with each of its methods as a step. */
  reach<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        return typeof member === "function"
          ? (...args: unknown[]) => this.step(() => member.apply(target, args))
          : member;
      },
    });
  }

  async #survive(): Promise<void> {
    if (!this.#isDead && this.#random.next() < this.#danger) this.die();
    if (this.#isDead) await new Promise(() => undefined);
  }
}
