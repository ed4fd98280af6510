import type { Call } from "../../call.ts";
import { parseEntityTags } from "../../entity-tag.ts";
import { Fault } from "../../fault.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";

/**
 * Evaluates what a GET or HEAD makes its answer depend on, in the order of RFC 9110 §13.2.2, against the validators that
 * the answer has: `etag` and `last-modified`. True: the caller has it already and wants a 304. Throws
 * PRECONDITION_FAILED.
 */
export function isNotModified(call: Call, { etag, "last-modified": modified }: ResponseHeaders): boolean {
  const tag = etag as string | undefined;
  const modifiedMs = parseHttpDate(modified as string | undefined);
  if (!keepsMatch(call, tag, modifiedMs)) throw preconditionFailed();
  const noneMatch = call.header("if-none-match");
  if (noneMatch !== undefined) return matches(noneMatch, tag, isSameWeakly);
  const since = parseHttpDate(call.header("if-modified-since"));
  return since !== undefined && modifiedMs !== undefined && modifiedMs <= since;
}

/** Do two entity tags name the same bytes (RFC 9110 §8.8.3.2)? Weak ones never do. */
export function isSameStrongly(one: string, other: string): boolean {
  return one === other && !one.startsWith("W/");
}

/** Milliseconds of a date in any of the three forms of RFC 9110 §5.6.7; undefined for anything else. */
export function parseHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const ms = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}

function keepsMatch(call: Call, tag: string | undefined, modifiedMs: number | undefined): boolean {
  const match = call.header("if-match");
  if (match !== undefined) return matches(match, tag, isSameStrongly);
  const unmodifiedSince = parseHttpDate(call.header("if-unmodified-since"));
  return unmodifiedSince === undefined || modifiedMs === undefined || modifiedMs <= unmodifiedSince;
}

/** `*` stands for any answer, one without a tag too. */
function matches(list: string, tag: string | undefined, isSame: (one: string, other: string) => boolean): boolean {
  const members = parseEntityTags(list);
  if (members === "*") return true;
  return tag !== undefined && members.some((member) => isSame(member, tag));
}

function isSameWeakly(one: string, other: string): boolean {
  return toOpaque(one) === toOpaque(other);
}

function toOpaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}

function preconditionFailed(): Fault {
  return new Fault({
    code: "failed_precondition",
    reason: "PRECONDITION_FAILED",
    message: "The answer is no longer the one that If-Match or If-Unmodified-Since names. Ask again without it.",
    httpStatus: 412,
  });
}
