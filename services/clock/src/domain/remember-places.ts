import type { Memory, Recalled } from "./memory.ts";
import type { FoundPlace, Point } from "./place.ts";
import type { PlaceFinder } from "./place-finder.ts";

/** A finder that remembers, and says of what it answers how it came by it. */
export interface RememberedPlaces {
  findByName(name: string, country: string): Promise<Recalled<FoundPlace>>;
  findNearest(point: Point): Promise<Recalled<FoundPlace>>;
}

/**
 * Puts a memory before a finder. Names that cannot mean different places share an answer. A point is taken to four
 * decimals (11 m) for the question itself, so that an answer is right for all points that share it; it never stands in
 * for points further away, which may have another zone.
 */
export function rememberPlaces(finder: PlaceFinder, memory: Memory<FoundPlace>): RememberedPlaces {
  return {
    findByName: (name, country) =>
      memory.recall(toNameKey(name, country), () => finder.findByName(name.trim(), country.toUpperCase())),
    findNearest(point) {
      const rounded = { latitude: toFourDecimals(point.latitude), longitude: toFourDecimals(point.longitude) };
      return memory.recall(`@${rounded.latitude},${rounded.longitude}`, () => finder.findNearest(rounded));
    },
  };
}

/** Not those of ü and å, which are ue and aa as well, nor of kana: パリ is Paris, バリ is not. */
const accents = /(?<![\u0308\u030a])[\p{Script=Inherited}--[\u0308\u030a\u3099\u309a]]/gv;

function toNameKey(name: string, country: string): string {
  const plain = name.toLowerCase().normalize("NFD").replace(accents, "").trim().replace(/ +/g, " ");
  return `${country.toUpperCase()}:${plain}`;
}

function toFourDecimals(degrees: number): number {
  return Math.round(degrees * 1e4) / 1e4;
}
