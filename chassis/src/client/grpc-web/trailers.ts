import type { HeaderMap } from "../../call.ts";

/** Parses the last frame of a gRPC-Web answer: lines of `name: value`. What is no such line is passed over. */
export function parseTrailers(block: Uint8Array): HeaderMap {
  const trailers: Record<string, string | string[]> = Object.create(null);
  for (const line of Buffer.from(block).toString("latin1").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = trailers[name];
    trailers[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return trailers;
}
