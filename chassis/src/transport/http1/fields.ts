import { malformedRequest } from "../http1-faults.ts";

/** Fields by lower-case name, put together as node:http does: see {@link addField}. */
export type Fields = Record<string, string | string[] | undefined>;

/** An object without a prototype chain that V8 still treats as one with a shape. */
export const FieldsRecord = function FieldsRecord() {} as unknown as new () => Fields;
FieldsRecord.prototype = Object.create(null);

/** Fields that say where a request goes and ends: two of them are how requests are smuggled (RFC 9112 §3.2, §6.3). */
const framing: ReadonlySet<string> = new Set(["host", "content-length"]);

/** Fields of which the first counts: no list could be told from one value with commas. */
const single: ReadonlySet<string> = new Set([
  "age",
  "authorization",
  "content-type",
  "etag",
  "expires",
  "from",
  "if-modified-since",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "proxy-authorization",
  "referer",
  "retry-after",
  "server",
  "user-agent",
]);

/**
 * Adds a field as protocols expect it: a name that comes again is joined by a comma, cookies by a semicolon, `set-cookie` is
 * a list, and of what can be there but once the first counts. Throws MALFORMED_REQUEST for a second host or length.
 */
export function addField(fields: Fields, name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = name === "set-cookie" ? [value] : value;
  else if (Array.isArray(before)) before.push(value);
  else if (framing.has(name)) throw malformedRequest();
  else if (!single.has(name)) fields[name] = `${before}${name === "cookie" ? "; " : ", "}${value}`;
}
