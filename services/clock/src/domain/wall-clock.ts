/** Says what time it is. */
export interface WallClock {
  now(): Temporal.Instant;
}
