import { type Call, readIfMatch } from "@flotilla/chassis";
import type { Version } from "@flotilla/chassis/relation";

/** The entity tag of a version, a strong one (RFC 9110 §8.8.3). */
export function toEtag(version: Version): string {
  return `"${version}"`;
}

/** The versions that `If-Match` names; undefined where any will do: without the header, or for `*`. */
export function readExpected(call: Call): readonly Version[] | undefined {
  const wanted = readIfMatch(call);
  return wanted === "*" ? undefined : wanted?.map((tag) => tag.slice(1, -1));
}
