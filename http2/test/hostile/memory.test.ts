import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defaultLimits } from "../../src/index.ts";
import { Victim } from "../victim.ts";
import { data, frame, headers, indexed, many, postBlock, reset, settings } from "../wire.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

async function measureHeap(): Promise<number> {
  for (let rounds = 0; rounds < 2; rounds++) {
    await turn();
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes that `attack` leaves behind on each of `count` connections. */
async function measureEach(count: number, attack: (victim: Victim) => void): Promise<number> {
  const victims: Victim[] = [];
  const before = await measureHeap();
  for (let made = 0; made < count; made++) {
    const victim = new Victim();
    attack(victim);
    assert.equal(victim.error, undefined);
    victims.push(victim);
  }
  await turn();
  for (const { streams, socket } of victims) {
    streams.length = 0;
    socket.sent.length = 0;
  }
  const after = await measureHeap();
  assert.equal(victims.length, count);
  return (after - before) / count;
}

const slow = (id: number) => headers(id, postBlock, false);

describe("what a connection holds", () => {
  it("is little while it is idle", async (test) => {
    const bytes = await measureEach(1000, (victim) => victim.send(headers(1), reset(1)));
    test.diagnostic(`${Math.round(bytes)} bytes a connection, its socket aside`);
    assert.ok(bytes < 20_000, `${bytes}`);
  });

  it("is little for a stream that stays open and sends nothing", async (test) => {
    const bytes = await measureEach(10, (victim) => victim.send(many(256, slow)));
    test.diagnostic(`${Math.round(bytes / 256)} bytes a stream`);
    assert.ok(bytes / 256 < 2000, `${bytes / 256}`);
  });

  it("is no multiple of its window, however small the pieces of a body are", async () => {
    const crumbs = many(1000, data(1, "x"));
    const bytes = await measureEach(2, (victim) => {
      victim.send(slow(1));
      for (let sent = 0; sent + 1000 < defaultLimits.streamWindow; sent += 1000) victim.send(crumbs);
    });
    assert.ok(bytes < 20 * defaultLimits.streamWindow, `${bytes}`);
  });

  it("is no multiple of its compression table, whatever went through it", async () => {
    const bytes = await measureEach(100, (victim) => {
      for (let id = 1; id < 161; id += 2) {
        victim.send(headers(id, Buffer.concat([postBlock, indexed("x", String(id).padEnd(3900, "y"))])));
        victim.connection.receive(reset(id));
      }
    });
    assert.ok(bytes < 60_000, `${bytes}`);
  });

  it("does not grow with the streams that came and went", async () => {
    const [few, many] = [100, 5000];
    const serve = (count: number) => (victim: Victim) => {
      for (const stream of Array.from({ length: count }, (_, index) => index * 2 + 1)) {
        victim.send(headers(stream));
        victim.streams.pop()!.sendHeaders([":status", "204"], true);
      }
    };
    const [little, much] = [await measureEach(4, serve(few)), await measureEach(4, serve(many))];
    assert.ok(much - little < 100_000, `${little} and ${much}`);
  });

  it("does not keep what half a frame promised", async () => {
    const promising = frame(0, 0, 1, Buffer.alloc(16_384)).subarray(0, 12);
    const bytes = await measureEach(100, (victim) => victim.send(settings(), slow(1), promising));
    assert.ok(bytes < 40_000, `${bytes}`);
  });
});
