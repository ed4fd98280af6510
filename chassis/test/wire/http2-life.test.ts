import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { findFreePort } from "@flotilla/testkit/free-port";
import { type CreateWireOptions, createWire } from "../../src/client/wire/create-wire.ts";
import type { Wire } from "../../src/client/wire/wire.ts";
import type { Fault } from "../../src/fault.ts";
import { ManualClock } from "../manual-clock.ts";
import { openPort } from "../open-port.ts";
import { isLoss, readText, sendText } from "./exchange-text.ts";
import { ScriptedPeer } from "./scripted-peer.ts";

const enhanceYourCalm = 11;

for (const engine of ["flotilla", "node"] as const) {
  describe(`connections of the HTTP/2 wire by ${engine}`, { timeout: 120_000 }, () => {
    const connect = ({ port }: { port: number }, options: Partial<CreateWireOptions> = {}): Wire & Disposable => {
      const wire = createWire({ host: "127.0.0.1", port, engine, ...options });
      return Object.assign(wire, { [Symbol.dispose]: () => wire.close() });
    };

    it("gives up a peer that accepts and says nothing, and then leaves it alone for a while", async () => {
      const clock = new ManualClock();
      const server = createServer((socket) => socket.on("error", ignore)).listen(0, "127.0.0.1");
      await once(server, "listening");
      using wire = connect(server.address() as AddressInfo, { clock, connectTimeoutMs: 500 });
      const { answer } = sendText(wire, "x");
      const [socket] = await once(server, "connection");
      await once(socket, "data");
      clock.advance(500);
      await assert.rejects(answer, { message: /it accepted and said nothing within 500 ms/ });
      await assert.rejects(sendText(wire, "x").answer, (fault: Fault) => {
        assert.match(fault.message, /it accepted and said nothing within 500 ms; it is tried again in \d+ ms/);
        return isLoss(fault, true);
      });
      await once(server.close(), "close");
    });

    it("tries again once the wait is over", async () => {
      const clock = new ManualClock();
      const port = await findFreePort();
      using wire = connect({ port }, { clock, random: () => 0.5 });
      await assert.rejects(sendText(wire, "x").answer, { message: /ECONNREFUSED/ });
      await using peer = await openPort((exchange) => exchange.respondOnce(200, {}, "back"), { port });
      clock.advance(999);
      await assert.rejects(sendText(wire, "x").answer, { message: /ECONNREFUSED.*tried again in 1 ms/ });
      clock.advance(1);
      assert.equal(await readText(sendText(wire, "x").answer), "back");
      assert.equal(peer.port, port);
    });

    const noSweep = engine === "node" && "node keeps an idle session as long as its peer does";
    it("lets go of a connection that was idle for five minutes, and opens another", { skip: noSweep }, async () => {
      const clock = new ManualClock();
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer, { clock });
      let exchange = sendText(wire, "x");
      for (const index of [0, 1]) {
        const connection = await peer.connection(index);
        connection.answer((await connection.next("headers")).id, `by ${index}`);
        assert.equal(await readText(exchange.answer), `by ${index}`);
        clock.advance(310_000);
        exchange = sendText(wire, "x");
        await connection.next("goaway");
      }
      exchange.cancel();
    });

    it("waits no longer than the first time once the peer has been there", async () => {
      const clock = new ManualClock();
      const port = await findFreePort();
      using wire = connect({ port }, { clock, random: () => 0.5 });
      await assert.rejects(sendText(wire, "x").answer, { message: /ECONNREFUSED/ });
      clock.advance(1000);
      const peer = await ScriptedPeer.start(Buffer.alloc(0), port);
      const exchange = sendText(wire, "x");
      const connection = await peer.connection();
      connection.answer((await connection.next("headers")).id, "back");
      assert.equal(await readText(exchange.answer), "back");
      connection.goaway(1);
      await once(connection.socket, "end");
      await peer[Symbol.asyncDispose]();
      await assert.rejects(sendText(wire, "x").answer, { message: /ECONNREFUSED/ });
      await assert.rejects(sendText(wire, "x").answer, { message: /tried again in 1000 ms/ });
    });

    it("connects again at once to a peer that was there and restarted", async () => {
      const first = await ScriptedPeer.start();
      const { port } = first;
      using wire = connect(first);
      const exchange = sendText(wire, "x");
      const connection = await first.connection();
      connection.answer((await connection.next("headers")).id, "first");
      assert.equal(await readText(exchange.answer), "first");
      connection.goaway(1);
      await once(connection.socket, "end");
      await first[Symbol.asyncDispose]();
      await using second = await openPort((exchange) => exchange.respondOnce(200, {}, "second"), { port });
      assert.equal(await readText(sendText(wire, "x").answer), "second");
      assert.equal(second.port, port);
    });

    it("fails what is in flight when the connection breaks", async () => {
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer);
      const exchange = sendText(wire, "x");
      const connection = await peer.connection();
      await connection.next("headers");
      connection.socket.resetAndDestroy();
      await assert.rejects(exchange.answer, (fault: Fault) => {
        assert.match(fault.message, /the connection was lost.*ECONNRESET/);
        return isLoss(fault, false);
      });
    });

    it("finds a peer that froze, by PING", async () => {
      const clock = new ManualClock();
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer, { clock });
      const exchange = sendText(wire, "x");
      const connection = await peer.connection();
      await connection.next("headers");
      clock.advance(60_000);
      await connection.next("ping");
      clock.advance(10_000);
      await assert.rejects(exchange.answer, { code: "unavailable", message: /no sign of life for 10000 ms/ });
    });

    it("asks half as often once the peer has had too many", async () => {
      const clock = new ManualClock();
      await using peer = await ScriptedPeer.start();
      using wire = connect(peer, { clock, keepAlive: { timeMs: 60_000, timeoutMs: 10_000 } });
      const first = sendText(wire, "1");
      const old = await peer.connection();
      await old.next("headers");
      old.goaway(0, enhanceYourCalm, "too_many_pings");
      await assert.rejects(first.answer, { code: "unavailable" });
      const second = sendText(wire, "2");
      const young = await peer.connection(1);
      await young.next("headers");
      clock.advance(70_000);
      const third = sendText(wire, "3");
      assert.equal((await young.next("headers")).id, 3);
      clock.advance(60_000);
      await young.next("ping");
      second.cancel();
      third.cancel();
    });

    for (const [what, bytes] of [
      ["HTTP/1.1", "HTTP/1.1 400 Bad Request\r\n\r\n"],
      ["SMTP", "220 mail.example.org ESMTP\r\n"],
    ] as const) {
      it(`says that a peer that speaks ${what} does not speak HTTP/2`, async () => {
        const server = createServer((socket) => socket.on("error", ignore).resume().end(bytes)).listen(0, "127.0.0.1");
        await once(server, "listening");
        using wire = connect(server.address() as AddressInfo);
        await assert.rejects(sendText(wire, "x").answer, (fault: Fault) => {
          assert.match(fault.message, /does not speak HTTP\/2/);
          return isLoss(fault, true);
        });
        await once(server.close(), "close");
      });
    }

    it("says so when the peer closes the connection instead of speaking", async () => {
      const server = createServer((socket) => socket.on("error", ignore).resume().end()).listen(0, "127.0.0.1");
      await once(server, "listening");
      using wire = connect(server.address() as AddressInfo);
      await assert.rejects(sendText(wire, "x").answer, { message: /does not speak HTTP\/2: the peer closed/ });
      await once(server.close(), "close");
    });
  });
}

function ignore(): void {}
