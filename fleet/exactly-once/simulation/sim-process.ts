import type { Clock } from "@flotilla/chassis";

/** How long a step of a process takes: asked before and after each thing that it does to the world. */
export type StepDelay = () => number;

/**
 * A process of the simulation. It can be killed between any two steps: what it was waiting for never comes then, and
 * whether its last step took place depends on which side of it the process died.
 */
export class SimProcess {
  readonly clock: Clock;
  readonly #delay: StepDelay;
  #isAlive = true;

  constructor(world: Clock, delay: StepDelay) {
    this.#delay = delay;
    this.clock = {
      now: () => world.now(),
      after: (delayMs, listener) => world.after(delayMs, () => this.#isAlive && listener()),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  kill(): void {
    this.#isAlive = false;
  }

  /** Resolves after a while; never, once the process is dead. */
  step(delayMs = this.#delay()): Promise<void> {
    return new Promise((resolve) => void this.clock.after(delayMs, resolve));
  }

  /** Does something to the world, a step from before and a step from after. */
  async touch<T>(effect: () => Promise<T>): Promise<T> {
    await this.step();
    const settled = await effect().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await this.step();
    return settled();
  }

  /** The port as this process reaches it: each of the methods that are named is a {@link touch}. */
  reach<T extends object>(port: T, ...methods: readonly (keyof T & string)[]): T {
    const reached: Record<string, unknown> = {};
    for (const method of methods) {
      const effect = port[method] as (...args: unknown[]) => Promise<unknown>;
      reached[method] = (...args: unknown[]) => this.touch(() => effect.apply(port, args));
    }
    return reached as T;
  }
}
