import type { HeaderMap } from "../../call.ts";

const trailer = "grpc-retry-pushback-ms";
const mostMs = 2 ** 31 - 1;

/**
 * What a server's trailers say about trying again (gRPC proposal A6, "Pushback"): after so many milliseconds, or `never`
 * for a number below zero and for what cannot be read; undefined when they say nothing.
 */
export function readPushback(trailers: HeaderMap | undefined): number | "never" | undefined {
  const text = trailers?.[trailer];
  if (text === undefined) return undefined;
  const isNumber = typeof text === "string" && /^(0|[1-9]\d{0,9})$/.test(text) && Number(text) <= mostMs;
  return isNumber ? Number(text) : "never";
}
