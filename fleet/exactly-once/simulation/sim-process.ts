import type { Clock } from "@flotilla/chassis";
import { Fault } from "@flotilla/chassis/fault";

/** What may happen to a process whenever it touches the world. */
export interface StepTroubles {
  /** How long a step takes, in milliseconds. */
  delay(): number;
  /** Is this the moment at which the process dies? */
  isFatal(): boolean;
  /** Does the touch fail? Before its effect or after it: nobody can tell. */
  isFaulty(): boolean;
  /** Milliseconds after which the effect of a failed touch takes place after all; undefined: it never does. */
  lateness(): number | undefined;
}

/**
 * A process of the simulation. It can die between any two steps: what it was waiting for never comes then, and whether
 * its last step took place depends on which side of it the process died.
 */
export class SimProcess {
  readonly name: string;
  readonly clock: Clock;
  readonly #world: Clock;
  readonly #troubles: StepTroubles;
  #isAlive = true;

  constructor(name: string, world: Clock, troubles: StepTroubles) {
    this.name = name;
    this.#world = world;
    this.#troubles = troubles;
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
  step(delayMs = this.#troubles.delay()): Promise<void> {
    if (this.#troubles.isFatal()) this.kill();
    return new Promise((resolve) => void this.clock.after(delayMs, resolve));
  }

  /** Does something to the world, a step from before and a step from after. */
  async touch<T>(effect: () => Promise<T>): Promise<T> {
    await this.step();
    if (this.#troubles.isFaulty()) throw this.#lose(effect);
    const settled = await effect().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await this.step();
    if (this.#troubles.isFaulty()) throw connectionLost();
    return settled();
  }

  /** The connection is lost; what was sent may still arrive. */
  #lose(effect: () => Promise<unknown>): Fault {
    const lateness = this.#troubles.lateness();
    if (lateness !== undefined) this.#world.after(lateness, () => void effect().catch(() => undefined));
    return connectionLost();
  }
}

function connectionLost(): Fault {
  return new Fault({ code: "unavailable", reason: "UNREACHABLE", message: "The connection is lost." });
}
