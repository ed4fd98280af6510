import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { type CreateWireOptions, createWire } from "../../src/client/wire/create-wire.ts";
import type { SentHeaders, Wire } from "../../src/client/wire/wire.ts";
import type { WireError } from "../../src/client/wire/wire-error.ts";
import type { Fault } from "../../src/fault.ts";
import type { Exchange } from "../../src/transport/exchange.ts";
import { createHttp2 } from "../../src/transport/http2.ts";
import type { ExchangeListener } from "../../src/transport/transport.ts";
import { ManualClock } from "../manual-clock.ts";
import { openPort } from "../open-port.ts";
import { isLoss, readText, sendText } from "./exchange-text.ts";
import { blocks, flags, type ScriptedConnection, ScriptedPeer, toMaxStreams } from "./scripted-peer.ts";

const refusedStream = 7;
const cancelled = 8;
const enhanceYourCalm = 11;

for (const engine of ["flotilla", "node"] as const) {
  describe(`the HTTP/2 wire by ${engine}`, { timeout: 120_000 }, () => {
    const connect = ({ port }: { port: number }, options: Partial<CreateWireOptions> = {}): Wire & Disposable => {
      const wire = createWire({ host: "127.0.0.1", port, engine, ...options });
      return Object.assign(wire, { [Symbol.dispose]: () => wire.close() });
    };

    it("sends a thousand requests over one connection that takes a hundred at once", async () => {
      let [open, most] = [0, 0];
      await using peer = await startCountingPeer(100, async (exchange) => {
        most = Math.max(most, ++open);
        const body = await exchange.readWhole(100, 5000);
        await new Promise(setImmediate);
        open--;
        exchange.respondOnce(200, {}, body);
      });
      using wire = connect(peer);
      const bodies = Array.from({ length: 1000 }, (_, index) => `body ${index}`);
      const answers = await Promise.all(bodies.map((body) => readText(sendText(wire, body).answer)));
      assert.deepEqual(answers, bodies);
      assert.ok(most > 50 && most <= 100, `${most} at once`);
      assert.equal(peer.connections, 1);
    });

    it("gives back the place of a request that was cancelled while it waited", async () => {
      await using peer = await ScriptedPeer.start(toMaxStreams(1));
      using wire = connect(peer);
      const [first, second, third] = [sendText(wire, "1"), sendText(wire, "2"), sendText(wire, "3")];
      const connection = await peer.connection();
      const { id } = await connection.next("headers");
      second.cancel();
      await assert.rejects(second.answer, { code: "cancelled" });
      connection.answer(id, "first");
      assert.equal(await readText(first.answer), "first");
      assert.equal((await connection.next("headers")).id, id + 2);
      connection.answer(id + 2, "third");
      assert.equal(await readText(third.answer), "third");
    });

    it("gives the connection's window back for answers that are left unread", async () => {
      let asked = Promise.withResolvers<void>();
      await using peer = await openPort(async (exchange) => {
        if (exchange.target === "/after") return exchange.respondOnce(204, {});
        exchange.respond(200, {});
        void exchange.write(Buffer.alloc(1));
        await asked.promise;
        void exchange.write(Buffer.alloc(200_000));
        exchange.end();
      });
      using wire = connect(peer);
      const get = (target: string) => wire.send({ verb: "GET", target, headers: {} }).answer;
      for (let left = 0; left < 12; left++) {
        asked = Promise.withResolvers();
        for await (const first of (await get("/large")).chunks()) {
          assert.equal(first.length, 1);
          asked.resolve();
          // By the time that this is answered, the rest has come.
          assert.equal((await get("/after")).status, 204);
          break;
        }
      }
    });

    it("ends a whole request with its last byte", {
      skip: engine === "node" && "node ends it with a frame more",
    }, async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const exchange = sendText(wire, "whole");
      const { payload, flags: bits } = await (await peer.connection()).next("data");
      assert.deepEqual([String(payload), bits], ["whole", flags.endStream]);
      exchange.cancel();
    });

    it("keeps what is written while it connects, and says when it went out", async () => {
      await using peer = await ScriptedPeer.start(toMaxStreams(1));
      using wire = connect(peer);
      const exchange = wire.send({ verb: "POST", target: "/", headers: {} });
      const written = exchange.write(Buffer.from("early"));
      assert.ok(written instanceof Promise);
      await written;
      exchange.end();
      const connection = await peer.connection();
      assert.equal(String((await connection.next("data")).payload), "early");
      connection.answer(1, "done");
      assert.equal(await readText(exchange.answer), "done");
    });

    it("finishes on the old connection what GOAWAY lets it, and begins anew on the next", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const [kept, refused] = [sendText(wire, "kept"), sendText(wire, "refused")];
      const old = await peer.connection();
      await old.next("headers");
      await old.next("headers");
      old.goaway(1);
      await assert.rejects(refused.answer, (fault: Fault) => isLoss(fault, true));
      const next = sendText(wire, "next");
      const young = await peer.connection(1);
      young.answer((await young.next("headers")).id, "on the next");
      assert.equal(await readText(next.answer), "on the next");
      old.answer(1, "on the old");
      assert.equal(await readText(kept.answer), "on the old");
    });

    it("takes a shutdown in two steps", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const first = sendText(wire, "1");
      const old = await peer.connection();
      await old.next("headers");
      old.goaway(2 ** 31 - 1);
      old.goaway(1);
      old.answer(1, "done");
      assert.equal(await readText(first.answer), "done");
      const second = sendText(wire, "2");
      const young = await peer.connection(1);
      young.answer((await young.next("headers")).id, "again");
      assert.equal(await readText(second.answer), "again");
    });

    it("takes requests that wait for a stream along to the next connection", async () => {
      await using peer = await ScriptedPeer.start(toMaxStreams(1));
      using wire = connect(peer);
      const [first, second] = [sendText(wire, "1"), sendText(wire, "2")];
      const old = await peer.connection();
      await old.next("headers");
      old.goaway(1);
      const young = await peer.connection(1);
      young.answer((await young.next("headers")).id, "second");
      old.answer(1, "first");
      assert.deepEqual([await readText(first.answer), await readText(second.answer)], ["first", "second"]);
    });

    it("leaves a peer alone that says GOAWAY before it served anybody", async () => {
      const clock = new ManualClock();
      await using peer = await ScriptedPeer.start(toMaxStreams(0));
      using wire = connect(peer, { clock });
      const exchange = sendText(wire, "x");
      (await peer.connection()).goaway(0);
      await assert.rejects(exchange.answer, (fault: Fault) => isLoss(fault, true));
      await assert.rejects(sendText(wire, "x").answer, { code: "unavailable", message: /tried again in \d+ ms/ });
      assert.equal(peer.count, 1);
    });

    it("says that a refused stream was not looked at, and what another was reset with", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const [first, second] = [sendText(wire, "1"), sendText(wire, "2")];
      const connection = await peer.connection();
      await connection.next("headers");
      await connection.next("headers");
      connection.reset(1, refusedStream);
      connection.reset(3, enhanceYourCalm);
      await assert.rejects(first.answer, (fault: Fault) => isLoss(fault, true));
      await assert.rejects(second.answer, (fault: Fault) => {
        assert.equal((fault.cause as WireError).resetCode, enhanceYourCalm);
        assert.match(fault.message, /ENHANCE_YOUR_CALM/);
        return isLoss(fault, false);
      });
    });

    it("reads a whole answer to its end though the stream was reset behind it", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const exchange = wire.send({ verb: "POST", target: "/", headers: {} });
      const connection = await peer.connection();
      await connection.next("headers");
      connection.socket.cork();
      connection.answer(1, "whole");
      connection.reset(1, 0);
      connection.socket.uncork();
      const answer = await exchange.answer;
      await new Promise(setImmediate);
      const parts: Uint8Array[] = [];
      for await (const part of answer.chunks()) parts.push(part);
      assert.deepEqual([Buffer.concat(parts).toString(), answer.trailers["x-t"]], ["whole", "1"]);
    });

    for (const [what, cut] of [
      ["the peer cancels", (connection: ScriptedConnection) => connection.reset(1, cancelled)],
      ["the connection ends", (connection: ScriptedConnection) => connection.socket.end()],
    ] as const) {
      it(`takes an answer for incomplete when ${what} within it`, async () => {
        await using peer = await ScriptedPeer.start();
        using wire = connect(peer);
        const exchange = sendText(wire, "x");
        const connection = await peer.connection();
        const { id } = await connection.next("headers");
        connection.send("headers", flags.endHeaders, id, blocks.ok);
        connection.send("data", 0, id, Buffer.from("half"));
        const parts = (await exchange.answer).chunks()[Symbol.asyncIterator]();
        assert.equal(String((await parts.next()).value), "half");
        cut(connection);
        await assert.rejects(parts.next(), (fault: Fault) => isLoss(fault, false));
      });
    }

    it("names the host it is told", async () => {
      const listener = (exchange: Exchange) => exchange.respondOnce(200, {}, String(exchange.headers[":authority"]));
      await using peer = await openPort(listener, { http2Engine: "node" });
      using wire = connect(peer);
      const get = (headers: SentHeaders) => readText(wire.send({ verb: "GET", target: "/", headers }).answer);
      assert.equal(await get({}), `127.0.0.1:${peer.port}`);
      assert.equal(await get({ host: "example.org" }), "example.org");
    });

    it("goes to another connection when the peer has ended its side of this one", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const first = sendText(wire, "x");
      const old = await peer.connection();
      old.answer((await old.next("headers")).id, "first");
      assert.equal(await readText(first.answer), "first");
      old.socket.end();
      await once(old.socket, "end");
      const second = sendText(wire, "x");
      const young = await peer.connection(1);
      young.answer((await young.next("headers")).id, "second");
      assert.equal(await readText(second.answer), "second");
    });

    it("tells the peer when it gives up, by CANCEL", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const exchange = sendText(wire, "x");
      const connection = await peer.connection();
      await connection.next("headers");
      exchange.cancel();
      const { id, payload } = await connection.next("rst");
      assert.deepEqual([id, payload.readUInt32BE()], [1, 8]);
    });

    it("passes over what a peer says before its answer", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const exchange = sendText(wire, "x");
      const connection = await peer.connection();
      const { id } = await connection.next("headers");
      connection.send("headers", flags.endHeaders, id, Buffer.from("\x08\x03103"));
      connection.send("headers", flags.endHeaders | flags.endStream, id, blocks.ok);
      const answer = await exchange.answer;
      assert.equal(answer.status, 200);
    });
  });
}

/** A server that knows how many connections it took. */
async function startCountingPeer(maxConcurrentCalls: number, listener: ExchangeListener) {
  const limits = {
    maxHeaderBytes: 16_384,
    headerTimeoutMs: 10_000,
    http1Engine: "flotilla",
    http2Engine: "flotilla",
    maxConcurrentCalls,
  } as const;
  const transport = createHttp2(listener, limits);
  const dispose = async () => {
    await once(server.close(), "close");
    transport.close();
  };
  const peer = {
    port: 0,
    connections: 0,
    [Symbol.asyncDispose]: dispose,
  };
  const server = createServer((socket) => {
    peer.connections++;
    transport.accept(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  peer.port = (server.address() as AddressInfo).port;
  return peer;
}
