import type { FoundPlace, Point } from "./place.ts";

/** Finds places. Both fail with PLACE_NOT_FOUND, or with `unavailable` and PLACES_UNAVAILABLE. */
export interface PlaceFinder {
  /** The place that a name most likely means: the one with the most people. An empty `country` means any. */
  findByName(name: string, country: string): Promise<FoundPlace>;
  findNearest(point: Point): Promise<FoundPlace>;
}
