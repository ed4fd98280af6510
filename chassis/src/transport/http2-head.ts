import type { ResponseHeaders } from "./exchange.ts";

/** Header fields as both engines take them: name, value, name, value …; a status comes first, as `:status`. */
export function toPairs(headers: ResponseHeaders, status?: number): string[] {
  const pairs = status === undefined ? [] : [":status", String(status)];
  for (const name in headers) {
    const value = headers[name]!;
    if (typeof value === "string") pairs.push(name, value);
    else if (Array.isArray(value)) for (const one of value) pairs.push(name, one);
    else pairs.push(name, String(value));
  }
  return pairs;
}
