import type { Call } from "../call.ts";
import { readIfMatch } from "../if-match.ts";
import type { Version } from "./version.ts";

/** The entity tag of a version, a strong one (RFC 9110 §8.8.3). */
export function toEtag(version: Version): string {
  return `"${version}"`;
}

/** The versions that `If-Match` names; undefined where any will do: without the header, or for `*`. */
export function readExpected(call: Pick<Call, "header">): readonly Version[] | undefined {
  const wanted = readIfMatch(call);
  return wanted === "*" ? undefined : wanted?.map((tag) => tag.slice(1, -1));
}
