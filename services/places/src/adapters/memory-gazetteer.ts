import { distanceKm } from "../domain/distance.ts";
import { editDistance, maxEdits } from "../domain/edit-distance.ts";
import { foldName } from "../domain/fold-name.ts";
import type { Gazetteer, ListQuery, NameQuery, NearQuery } from "../domain/gazetteer.ts";
import type { NearPlace, Place } from "../domain/place.ts";

/** A place with its other names and the keys of all. */
interface Entry {
  readonly place: Place;
  readonly names: readonly string[];
  readonly ownKeys: readonly string[];
  readonly keys: readonly string[];
}

/** A gazetteer that looks at every place for every answer: for tests, and as what others are compared with. */
export class MemoryGazetteer implements Gazetteer {
  readonly #entries: readonly Entry[];

  constructor(places: readonly (Place & { readonly otherNames: readonly string[] })[]) {
    const sorted = [...places].sort((a, b) => b.population - a.population || a.id - b.id);
    this.#entries = sorted.map(({ otherNames, ...place }) => {
      const names = [place.name, ...otherNames];
      return { place, names, ownKeys: foldName(place.name), keys: names.flatMap(foldName) };
    });
  }

  get(id: number): Place | undefined {
    return this.#find(id)?.place;
  }

  otherNames(id: number): readonly string[] {
    return this.#find(id)?.names.slice(1) ?? [];
  }

  listNamed({ keys, country, after, limit }: ListQuery): Place[] {
    const last = this.#entries.findIndex(({ place }) => place.id === after);
    const behind = after !== undefined && last < 0 ? [] : this.#entries.slice(last + 1);
    const found = behind.filter((entry) => isIn(entry, country) && entry.keys.some((key) => keys.includes(key)));
    return found.slice(0, limit).map(({ place }) => place);
  }

  listPrefixed({ keys, country, limit }: NameQuery): Place[] {
    const begins = (own: readonly string[]) => own.some((key) => keys.some((prefix) => key.startsWith(prefix)));
    const inCountry = this.#entries.filter((entry) => isIn(entry, country));
    const byOwnName = inCountry.filter(({ ownKeys }) => begins(ownKeys));
    const byOther = inCountry.filter((entry) => begins(entry.keys) && !byOwnName.includes(entry));
    return [...byOwnName, ...byOther].slice(0, limit).map(({ place }) => place);
  }

  listNear({ point, limit, minPopulation }: NearQuery): NearPlace[] {
    const enough = this.#entries.filter(({ place }) => place.population >= minPopulation);
    const near = enough.map(({ place }) => ({ place, distanceKm: distanceKm(point, place) }));
    return near.sort((a, b) => a.distanceKm - b.distanceKm).slice(0, limit);
  }

  listSpelledLike({ keys, country, limit }: NameQuery): string[] {
    const taken = new Set<string>();
    const spellings: { readonly name: string; readonly distance: number }[] = [];
    for (const entry of this.#entries.filter((candidate) => isIn(candidate, country))) {
      const untaken = entry.keys.filter((key) => !taken.has(key));
      for (const key of untaken) taken.add(key);
      const distance = Math.min(...untaken.map((key) => nearestOf(key, keys)));
      const nearest = untaken.filter((key) => nearestOf(key, keys) === distance);
      const name = entry.names.find((candidate) => foldName(candidate).some((key) => nearest.includes(key)));
      if (name !== undefined && Number.isFinite(distance)) spellings.push({ name, distance });
    }
    const sorted = spellings.sort((one, other) => one.distance - other.distance);
    return [...new Set(sorted.slice(0, limit).map(({ name }) => name))];
  }

  #find(id: number): Entry | undefined {
    return this.#entries.find(({ place }) => place.id === id);
  }
}

/** Edits between a key and the nearest of several others; infinite when that is not near. */
function nearestOf(own: string, keys: readonly string[]): number {
  const near = keys.map((key) => ({ distance: editDistance(key, own), most: maxEdits(key, own) }));
  return Math.min(...near.map(({ distance, most }) => (distance <= most ? distance : Number.POSITIVE_INFINITY)));
}

function isIn({ place }: Entry, country: string | undefined): boolean {
  return country === undefined || place.country === country;
}
