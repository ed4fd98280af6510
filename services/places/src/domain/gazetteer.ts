import type { Point } from "./distance.ts";
import type { NearPlace, Place } from "./place.ts";

/** Which names; places of another country do not count. */
export interface NameQuery {
  /** What {@link foldName} makes of the name: a place is called so when one of its own keys is among them. */
  readonly keys: readonly string[];
  /** Two letters, upper case. */
  readonly country?: string | undefined;
  readonly limit: number;
}

/** Which part of a list by name. */
export interface ListQuery extends NameQuery {
  /** Only places behind the one of this id. */
  readonly after?: number | undefined;
}

/** Which points; places with fewer people do not count. */
export interface NearQuery {
  readonly point: Point;
  readonly limit: number;
  readonly minPopulation: number;
}

/** All places, by id, name and position. Lists by name are ordered: the most populous first, then by id. */
export interface Gazetteer {
  get(id: number): Place | undefined;
  /** Other names of the place; none when there is no such place. */
  otherNames(id: number): readonly string[];
  /** Places that are called so. */
  listNamed(query: ListQuery): Place[];
  /** Places that have a name which begins so: first those whose own name does. */
  listPrefixed(query: NameQuery): Place[];
  /** The nearest first, then as in the other lists. */
  listNear(query: NearQuery): NearPlace[];
  /**
   * One name each of the places that are spelled almost so: by {@link editDistance}, at most {@link maxEdits}, then as in
   * the other lists. Of places that share a key the first one has it.
   */
  listSpelledLike(query: NameQuery): string[];
}
