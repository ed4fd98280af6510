import type { JsonValue } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { findJsonProblem } from "./json-problem.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Levels of objects and arrays that a body may have; deeper ones would overflow the stack of what reads them. */
export const maxJsonDepth = 100;

/**
 * Parses JSON (RFC 8259) strictly: invalid UTF-8, duplicate keys and more than {@link maxJsonDepth} levels are refused
 * too. Throws MALFORMED_JSON with line and column, counted from 1, and what was expected there.
 */
export function parseJson(bytes: Uint8Array): JsonValue {
  const text = decodeText(bytes);
  const survey = surveyJson(text);
  if (survey.depth <= maxJsonDepth) {
    try {
      const json = JSON.parse(text) as JsonValue;
      if (countKeys(json) === survey.colons) return json;
    } catch {
      // The slow parser below knows what is wrong and where.
    }
  }
  const problem = findJsonProblem(text, maxJsonDepth);
  throw malformed(`${problem.message} at line ${problem.line}, column ${problem.column}.`);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw malformed("The body is not UTF-8.", cause);
  }
}

function malformed(message: string, cause?: unknown): Fault {
  return new Fault({ code: "invalid_argument", reason: "MALFORMED_JSON", message, cause });
}

/**
 * Counts the colons outside strings and the deepest nesting in one pass. A well-formed text has as many colons as keys;
 * when the parsed value has fewer, JSON.parse has dropped a duplicate.
 */
function surveyJson(text: string): { readonly colons: number; readonly depth: number } {
  let colons = 0;
  let level = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) index = skipString(text, index);
    else if (code === 0x3a) colons++;
    else if (code === 0x7b || code === 0x5b) depth = Math.max(depth, ++level);
    else if (code === 0x7d || code === 0x5d) level--;
  }
  return { colons, depth };
}

/** Where the string that starts at `index` ends; the end of the text when it does not. */
function skipString(text: string, index: number): number {
  let end = text.indexOf('"', index + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, index: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(index - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}

function countKeys(json: JsonValue): number {
  if (typeof json !== "object" || json === null) return 0;
  if (Array.isArray(json)) return json.reduce<number>((sum, item) => sum + countKeys(item), 0);
  const keys = Object.keys(json);
  return keys.reduce((sum, key) => sum + countKeys(json[key]!), keys.length);
}
