import type { Exchange } from "../src/transport/exchange.ts";

/** The whole body as a promise, whether it has come already or not. */
export async function readWhole(exchange: Exchange, maxBytes: number, idleTimeoutMs: number): Promise<Uint8Array> {
  return exchange.readWhole(maxBytes, idleTimeoutMs);
}
