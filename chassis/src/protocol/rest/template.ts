/** One segment of a path template: literal text, `*` (any one segment) or `**` (all that follow, even none). */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one" }
  | { readonly kind: "rest" };

/** A field that is bound to a run of segments. */
export interface Variable {
  /** Field path, such as `user.id`. */
  readonly field: string;
  /** First segment. */
  readonly start: number;
  /** Segment after the last one; undefined when it ends with `**`. */
  readonly end: number | undefined;
  /** Decoding differs: a variable of several segments keeps `%2F`. */
  readonly isMulti: boolean;
}

/** A path template of google.api.http, parsed. */
export interface PathTemplate {
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly variables: readonly Variable[];
  /** The part after the colon, or empty. */
  readonly suffix: string;
}

const identifier = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const literal = /^[^*{}=:/?#\s]+$/;

/**
 * Parses the grammar in google/api/http.proto ("Path template syntax"); `/` alone is the template of no segments.
 * Throws an Error that shows the template, since a wrong one is a mistake in the contract.
 */
export function parseTemplate(text: string): PathTemplate {
  if (!text.startsWith("/")) throw wrong(text, "it must start with /");
  const { body, suffix } = cutSuffix(text);
  const segments: Segment[] = [];
  const variables: Variable[] = [];
  for (const part of splitSegments(body)) {
    const isVariable = part.startsWith("{");
    if (isVariable) variables.push(parseVariable(part, segments, text));
    else segments.push(parseSegment(part, text));
  }
  const rest = segments.findIndex((segment) => segment.kind === "rest");
  if (rest >= 0 && rest < segments.length - 1) throw wrong(text, "** must be the last segment");
  const names = new Set(variables.map((variable) => variable.field));
  if (names.size < variables.length) throw wrong(text, "a field is bound twice");
  return { text, segments, variables, suffix };
}

function cutSuffix(text: string): { body: string; suffix: string } {
  const colon = text.lastIndexOf(":");
  if (colon < Math.max(text.lastIndexOf("/"), text.lastIndexOf("}"))) return { body: text.slice(1), suffix: "" };
  const suffix = text.slice(colon + 1);
  if (!literal.test(suffix)) throw wrong(text, "the verb after the colon must be a literal");
  return { body: text.slice(1, colon), suffix };
}

/** Splits at slashes outside braces. */
function splitSegments(body: string): string[] {
  return body === "" ? [] : body.split(/\/(?![^{]*\})/);
}

function parseVariable(part: string, segments: Segment[], text: string): Variable {
  if (!part.endsWith("}")) throw wrong(text, "a variable must fill its segment");
  const [field = "", ...rest] = part.slice(1, -1).split("=");
  if (!identifier.test(field)) throw wrong(text, `${field || "an empty name"} is no field path`);
  const pattern = rest.length > 0 ? rest.join("=") : "*";
  const start = segments.length;
  for (const inner of pattern.split("/")) segments.push(parseSegment(inner, text));
  const isOpen = segments.at(-1)?.kind === "rest";
  const end = isOpen ? undefined : segments.length;
  return { field, start, end, isMulti: isOpen || segments.length - start > 1 };
}

function parseSegment(part: string, text: string): Segment {
  if (part === "*") return { kind: "one" };
  if (part === "**") return { kind: "rest" };
  if (!literal.test(part)) throw wrong(text, part === "" ? "a segment is empty" : `${part} is no literal`);
  return { kind: "literal", text: decodeURIComponent(part) };
}

function wrong(template: string, why: string): Error {
  return new Error(`the path template ${template} is wrong: ${why}`);
}
