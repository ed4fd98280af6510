import assert from "node:assert/strict";
import type { Wire, WireAnswer, WireExchange } from "../../src/client/wire/wire.ts";
import { WireError } from "../../src/client/wire/wire-error.ts";
import type { Fault } from "../../src/fault.ts";

/** Sends a POST with a whole body. */
export function sendText(wire: Wire, body: string): WireExchange {
  return wire.send({ verb: "POST", target: "/", headers: {}, body: Buffer.from(body) });
}

/** The body of an answer. */
export async function readText(answer: WireAnswer | Promise<WireAnswer>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of (await answer).chunks()) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Checks that a Fault speaks of a lost peer; for `assert.rejects`. */
export function isLoss(fault: Fault, isUnprocessed: boolean): true {
  assert.deepEqual([fault.code, fault.reason], ["unavailable", "PEER_UNREACHABLE"]);
  assert.ok(fault.cause instanceof WireError);
  assert.equal(fault.cause.isUnprocessed, isUnprocessed);
  return true;
}
