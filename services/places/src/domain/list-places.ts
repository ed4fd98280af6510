import { badPageToken } from "./faults.ts";
import { foldName } from "./fold-name.ts";
import type { Gazetteer } from "./gazetteer.ts";
import { type ListFilter, parsePageToken, toPageToken } from "./page-token.ts";
import type { Place } from "./place.ts";

/** Most places on a page, and how many there are when nobody says. */
export const maxPageSize = 1000;
const defaultPageSize = 100;

/** Which page: `size` 0 means the usual one, an empty token the first. */
export interface PageRequest {
  readonly size: number;
  readonly token: string;
}

/** Lists the places of a name page by page. Throws BAD_PAGE_TOKEN. */
export function listPlaces(gazetteer: Gazetteer, filter: ListFilter, page: PageRequest) {
  const size = Math.min(page.size || defaultPageSize, maxPageSize);
  const after = page.token === "" ? undefined : parsePageToken(page.token, filter);
  if (after !== undefined && !gazetteer.get(after)) throw badPageToken();
  const keys = foldName(filter.name);
  const places = gazetteer.listNamed({ keys, country: toCountry(filter.country), after, limit: size + 1 });
  if (places.length <= size) return { places, nextPageToken: "" };
  const shown = places.slice(0, size);
  return { places: shown, nextPageToken: toPageToken(shown[size - 1]!.id, filter) };
}

/** The place that a name most likely means: the most populous of those called so. */
export function findPlace(gazetteer: Gazetteer, { name, country }: ListFilter): Place | undefined {
  return gazetteer.listNamed({ keys: foldName(name), country: toCountry(country), limit: 1 })[0];
}

/** Two letters in any case, or nothing: as a Gazetteer takes them. */
export function toCountry(letters: string): string | undefined {
  return letters === "" ? undefined : letters.toUpperCase();
}
