import type { Evidence } from "./evidence.ts";
import type { Model } from "./model.ts";

/** Something that holds whatever was killed. */
export interface Promised {
  /** A sentence in the present. */
  readonly name: string;
  /** What breaks it, in words; empty when it holds. */
  find(evidence: Evidence, model: Model): readonly string[];
}

/** How two collections of texts differ: what only the first has, and what only the second has. */
export function compare(wanted: Iterable<string>, found: Iterable<string>): readonly string[] {
  const [one, other] = [new Set(wanted), new Set(found)];
  const missing = [...one.difference(other)].map((text) => `missing: ${text}`);
  return [...missing, ...[...other.difference(one)].map((text) => `not wanted: ${text}`)];
}

/** Texts that are there more than once. */
export function findDoubles(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size).map((text) => `twice: ${text}`);
}
