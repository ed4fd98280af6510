import { setTimeout as delay } from "node:timers/promises";
import { createRandom } from "@flotilla/testkit/random";
import type { Victim } from "./campus.ts";

/** One kill: when so many writes were begun, who, and for how long. */
export interface PlannedKill {
  readonly atWrite: number;
  readonly victim: number;
  readonly downMs: number;
}

const longestDownMs = 1500;

/** The kills of a seed, spread over all writes; everybody is killed before anybody is killed twice. */
export function planKills(seed: number, kills: number, { writes, victims }: { writes: number; victims: number }) {
  const random = createRandom(seed + 1_000_003);
  const moments = Array.from({ length: kills }, () => Math.floor(writes * (0.05 + 0.9 * random())));
  let next: number[] = [];
  const pick = () => {
    if (next.length === 0) next = Array.from({ length: victims }, (_, victim) => victim);
    return next.splice(Math.floor(random() * next.length), 1)[0]!;
  };
  return moments
    .toSorted((a, b) => a - b)
    .map((atWrite): PlannedKill => ({ atWrite, victim: pick(), downMs: Math.floor(random() * longestDownMs) }));
}

/** Kills and starts again as planned, each victim in its turn. */
export class Killer {
  readonly #victims: readonly Victim[];
  readonly #left: PlannedKill[];
  readonly #turns: Promise<void>[];

  constructor(victims: readonly Victim[], plan: readonly PlannedKill[]) {
    this.#victims = victims;
    this.#left = [...plan];
    this.#turns = victims.map(() => Promise.resolve());
  }

  /** So many writes were begun. */
  reach(begun: number): void {
    while (this.#left[0] && this.#left[0].atWrite <= begun) {
      const { victim, downMs } = this.#left.shift()!;
      const turn = this.#turns[victim]!.then(() => this.#kill(this.#victims[victim]!, downMs));
      turn.catch(() => undefined);
      this.#turns[victim] = turn;
    }
  }

  /** Resolves when everybody is back; rejects when somebody does not come back. */
  async finish(): Promise<void> {
    await Promise.all(this.#turns);
  }

  async #kill(victim: Victim, downMs: number): Promise<void> {
    await victim.kill();
    await delay(downMs);
    await victim.restart();
  }
}
