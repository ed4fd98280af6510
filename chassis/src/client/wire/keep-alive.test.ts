import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { defaultKeepAlive, PeerWatch } from "./keep-alive.ts";
import type { KeepAlive } from "./wire-options.ts";

/** A connection whose peer answers every PING, or none. */
function watch(keepAlive: KeepAlive, isAlive = true) {
  const clock = new ManualClock(0);
  const seen = { pings: [] as number[], deaths: [] as number[] };
  const connection = {
    streamCount: 1,
    lastHeardMs: 0,
    ping() {
      seen.pings.push(clock.now());
      if (isAlive) this.lastHeardMs = clock.now();
    },
  };
  const peer = new PeerWatch(connection, { keepAlive, clock, onDead: () => seen.deaths.push(clock.now()) });
  return { clock, connection, peer, seen };
}

describe("PeerWatch", () => {
  it("asks a peer that is silent for too long, and finds it dead without an answer", () => {
    const { clock, peer, seen } = watch({ timeMs: 100, timeoutMs: 20 }, false);
    peer.start();
    clock.advance(119);
    assert.deepEqual(seen, { pings: [100], deaths: [] });
    clock.advance(1000);
    assert.deepEqual(seen, { pings: [100], deaths: [120] });
  });

  it("leaves a peer in peace that is heard of", () => {
    const { clock, connection, peer, seen } = watch({ timeMs: 100, timeoutMs: 20 });
    peer.start();
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(90);
      connection.lastHeardMs = clock.now();
    }
    assert.deepEqual(seen.pings, []);
  });

  it("asks nothing while no stream is open, and at once when one is opened after a long silence", () => {
    const { clock, connection, peer, seen } = watch({ timeMs: 100, timeoutMs: 20 });
    peer.start();
    connection.streamCount = 0;
    clock.advance(5000);
    assert.deepEqual([seen.pings, clock.waiting], [[], 0]);
    connection.streamCount = 1;
    peer.start();
    assert.deepEqual(seen.pings, [5000]);
  });

  it("asks no more than once in five minutes unless it is told to", () => {
    const patient = watch(defaultKeepAlive);
    patient.peer.start();
    patient.clock.advance(700_000);
    assert.deepEqual(patient.seen, { pings: [30_000, 330_000, 630_000], deaths: [] });
    const eager = watch({ timeMs: 30_000, timeoutMs: 10_000 });
    eager.peer.start();
    eager.clock.advance(100_000);
    assert.deepEqual(eager.seen.pings, [30_000, 60_000, 90_000]);
  });

  it("asks nothing once it was stopped", () => {
    const { clock, peer, seen } = watch({ timeMs: 100, timeoutMs: 20 });
    peer.start();
    peer.stop();
    clock.advance(1000);
    assert.deepEqual(seen.pings, []);
  });
});
