import type { Version } from "@flotilla/chassis/relation";

/** The entity tag of a version, a strong one (RFC 9110 §8.8.3). */
export function toEtag(version: Version): string {
  return `"${version}"`;
}

/**
 * The versions that `If-Match` names; undefined where any will do: without the header, or for `*`. Weak tags match
 * nothing (RFC 9110 §13.1.1), and metadata of gRPC may come without the quotation marks.
 */
export function parseIfMatch(header: string | undefined): readonly Version[] | undefined {
  if (header === undefined || header.trim() === "*") return undefined;
  return header
    .split(",")
    .flatMap((tag) => /^\s*(?:"([^"]*)"|([0-9a-f]+))\s*$/.exec(tag)?.slice(1).find(Boolean) ?? []);
}
