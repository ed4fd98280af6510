import { tokenCharacters } from "./characters.ts";

/** Names that requests carry every day, and their servers look for. */
const everyday = [
  "accept",
  "accept-encoding",
  "accept-language",
  "access-control-request-headers",
  "access-control-request-method",
  "apikey",
  "authorization",
  "baggage",
  "cache-control",
  "connect-content-encoding",
  "connect-accept-encoding",
  "connect-protocol-version",
  "connect-timeout-ms",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "dnt",
  "expect",
  "forwarded",
  "grpc-accept-encoding",
  "grpc-encoding",
  "grpc-timeout",
  "host",
  "idempotency-key",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "keep-alive",
  "last-event-id",
  "origin",
  "pragma",
  "priority",
  "range",
  "referer",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-user",
  "te",
  "traceparent",
  "tracestate",
  "transfer-encoding",
  "upgrade",
  "upgrade-insecure-requests",
  "user-agent",
  "via",
  "x-api-key",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-grpc-web",
  "x-real-ip",
  "x-request-id",
  "x-timeout-ms",
  "x-user-agent",
];

/** Folds the next character of a name, in lower case, into its hash; the hash of nothing is 0. */
export function foldName(hash: number, lower: number): number {
  return (Math.imul(hash, 31) + lower) | 0;
}

const byHash = new Map(everyday.map((name) => [hashName(name), name]));

/**
 * The field name between two places, in lower case. One that comes every day is not made again: that spares a string, and
 * finding a property by it is quicker. `hash` is {@link foldName} of its characters.
 */
export function readFieldName(bytes: Buffer, start: number, end: number, hash: number): string {
  const name = byHash.get(hash);
  if (name !== undefined && isSame(name, bytes, start, end)) return name;
  return bytes.toString("latin1", start, end).toLowerCase();
}

/** Hashes can be made to collide. */
function isSame(name: string, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    if (tokenCharacters[bytes[start + at]!] !== name.charCodeAt(at)) return false;
  }
  return true;
}

function hashName(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = foldName(hash, name.charCodeAt(at));
  return hash;
}
