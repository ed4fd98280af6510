import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { findFreePort } from "@flotilla/testkit/free-port";
import { type CreateWireOptions, createWire } from "../../src/client/wire/create-wire.ts";
import type { Wire } from "../../src/client/wire/wire.ts";
import { ManualClock } from "../manual-clock.ts";
import { openPort } from "../open-port.ts";
import { readText, sendText } from "./exchange-text.ts";
import { ScriptedPeer, toMaxStreams } from "./scripted-peer.ts";

for (const engine of ["flotilla", "node"] as const) {
  describe(`several connections of the HTTP/2 wire by ${engine}`, { timeout: 120_000 }, () => {
    const connect = ({ port }: { port: number }, options: Partial<CreateWireOptions> = {}): Wire & Disposable => {
      const wire = createWire({ host: "127.0.0.1", port, engine, ...options });
      return Object.assign(wire, { [Symbol.dispose]: () => wire.close() });
    };

    it("opens more connections while the peer's streams are used up, up to its bound, and closes them when idle", async () => {
      const clock = new ManualClock();
      await using peer = await ScriptedPeer.start(toMaxStreams(1));
      using wire = connect(peer, { clock, maxConnections: 2 });
      const first = sendText(wire, "1");
      const one = await peer.connection(0);
      const firstId = (await one.next("headers")).id;
      const second = sendText(wire, "2");
      const two = await peer.connection(1);
      const secondId = (await two.next("headers")).id;
      const third = sendText(wire, "3");
      one.answer(firstId, "by one");
      two.answer(secondId, "by two");
      assert.deepEqual(await Promise.all([first, second].map((sent) => readText(sent.answer))), ["by one", "by two"]);
      one.answer((await one.next("headers")).id, "by one again");
      assert.equal(await readText(third.answer), "by one again");
      for (let second = 0; second < 12; second++) clock.advance(1000);
      await two.next("goaway");
      const last = sendText(wire, "4");
      one.answer((await one.next("headers")).id, "by the first still");
      assert.equal(await readText(last.answer), "by the first still");
      assert.equal(peer.count, 2);
    });

    it("moves on to the connection that is there when another beside it cannot be opened", async () => {
      const clock = new ManualClock();
      await using peer = await ScriptedPeer.start(toMaxStreams(1));
      let changes = 0;
      using wire = connect(peer, { clock, maxConnections: 2, onState: () => changes++ });
      const first = sendText(wire, "1");
      const one = await peer.connection(0);
      const { id } = await one.next("headers");
      peer.refuseMore();
      const second = sendText(wire, "2");
      const third = sendText(wire, "3");
      third.cancel();
      one.answer(id, "first");
      assert.equal(await readText(first.answer), "first");
      one.answer((await one.next("headers")).id, "second");
      assert.equal(await readText(second.answer), "second");
      assert.equal(wire.state, "ready");
      const changesBefore = changes;
      const more = [sendText(wire, "4"), sendText(wire, "5")];
      for (const { answer } of more) {
        one.answer((await one.next("headers")).id, "one by one");
        assert.equal(await readText(answer), "one by one");
      }
      assert.equal(changes, changesBefore, "it is not tried again before its pause is over");
    });

    it("says whether the peer can be reached", async () => {
      const clock = new ManualClock();
      const port = await findFreePort();
      const states = new Set<string>();
      using wire = connect({ port }, { clock, maxReconnectMs: 1000, onState: () => states.add(wire.state) });
      assert.deepEqual([wire.state, wire.failure], ["idle", undefined]);
      const refused = sendText(wire, "x");
      assert.equal(wire.state, "connecting");
      await assert.rejects(refused.answer);
      assert.equal(wire.state, "failed");
      assert.match(wire.failure ?? "", /ECONNREFUSED/);
      await using peer = await ScriptedPeer.start(Buffer.alloc(0), port);
      wire.connect();
      assert.equal(peer.count, 0);
      clock.advance(1200);
      wire.connect();
      await peer.connection();
      while (wire.state !== "ready") await new Promise(setImmediate);
      assert.equal(wire.failure, undefined);
      assert.deepEqual([...states], ["failed", "ready"]);
    });

    it("takes a peer for lost that ends an unused connection at once, not one that ends it for idleness", async () => {
      for (const [afterMs, state] of [
        [100, "failed"],
        [5000, "idle"],
      ] as const) {
        const clock = new ManualClock();
        await using peer = await ScriptedPeer.start();
        using wire = connect(peer, { clock });
        wire.connect();
        const connection = await peer.connection();
        while (wire.state !== "ready") await new Promise(setImmediate);
        clock.advance(afterMs);
        connection.goaway(0);
        while (wire.state === "ready") await new Promise(setImmediate);
        assert.deepEqual([wire.state, wire.failure === undefined], [state, state === "idle"]);
      }
    });
  });
}

describe("the HTTP/1.1 wire", { timeout: 120_000 }, () => {
  it("says whether the peer can be reached, and looks for one that was away", async () => {
    const clock = new ManualClock();
    const port = await findFreePort();
    const changed = new EventTarget();
    const onState = () => changed.dispatchEvent(new Event("state"));
    const wire = createWire({ host: "127.0.0.1", port, httpVersion: 1, clock, onState });
    assert.equal(wire.state, "ready");
    await assert.rejects(sendText(wire, "x").answer);
    assert.equal(wire.state, "failed");
    assert.match(wire.failure ?? "", /ECONNREFUSED/);
    await using peer = await openPort((exchange) => exchange.respondOnce(200, {}, "here"), { port });
    clock.advance(1200);
    const found = once(changed, "state");
    wire.connect();
    await found;
    assert.deepEqual([wire.state, wire.failure, peer.port], ["ready", undefined, port]);
    wire.close();
  });
});
