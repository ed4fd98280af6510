import type { Call } from "./call.ts";
import { fromZippedTag, parseEntityTags } from "./entity-tag.ts";
import type { Fault } from "./fault.ts";

/** Entity tags in quotation marks, as `etag` has them; `*` for any version there is; undefined for no condition at all. */
export type IfMatch = "*" | readonly string[] | undefined;

/**
 * What a write makes itself depend on: the strong tags of the header or metadata `if-match`. Weak ones match nothing, so
 * they are left out, and a header that is malformed names none (RFC 9110 §13.1.1). The tag of a compressed answer counts
 * as the one that the handler gave it.
 */
export function readIfMatch(call: Pick<Call, "header">): IfMatch {
  const header = call.header("if-match");
  if (header === undefined) return undefined;
  const tags = parseEntityTags(header);
  return tags === "*" ? tags : tags.filter((tag) => !tag.startsWith("W/")).map(fromZippedTag);
}

/** Throws the Fault, whose HTTP status should be 412, unless `if-match` allows for this tag; undefined: there is nothing. */
export function assertMatch(call: Pick<Call, "header">, etag: string | undefined, createFault: () => Fault): void {
  const wanted = readIfMatch(call);
  if (wanted === undefined) return;
  const isMatch = etag !== undefined && (wanted === "*" || wanted.includes(etag));
  if (!isMatch) throw createFault();
}
