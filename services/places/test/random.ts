/** A stream of random numbers that a seed decides, so that a failing case can be run again. */
export interface Random {
  /** A whole number from 0 up to `below`, without it. */
  below(below: number): number;
  /** Any number from 0 up to 1, without it. */
  next(): number;
  pick<T>(items: readonly T[]): T;
}

/** A linear congruential generator: even enough for tests, and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = BigInt(seed);
  const next = () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 33n) / 2 ** 31;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, next, pick: (items) => items[below(items.length)]! };
}
