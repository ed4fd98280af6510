import type { WallClock } from "../domain/wall-clock.ts";

/** The machine's clock, finer than a microsecond. It is never behind what it said before, unless it is set back. */
export const systemWallClock: WallClock = {
  now: () => Temporal.Now.instant(),
};
