import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import type { CreateWireOptions } from "../../src/client/wire/create-wire.ts";
import { createWire } from "../../src/client/wire/create-wire.ts";
import type { Wire, WireAnswer, WireRequest } from "../../src/client/wire/wire.ts";
import type { Fault } from "../../src/fault.ts";
import { type Exchange, resetCodes } from "../../src/transport/exchange.ts";
import type { TransportLimits } from "../../src/transport/transport.ts";
import { ManualClock } from "../manual-clock.ts";
import { openPort } from "../open-port.ts";
import { isLoss, readText } from "./exchange-text.ts";

/** A wire and the server it leads to. */
export interface WireSuiteOptions {
  readonly wire: Pick<CreateWireOptions, "httpVersion" | "engine">;
  readonly server: TransportLimits["http2Engine"];
}

type Serve = (exchange: Exchange) => void | Promise<void>;

const chunk = Buffer.alloc(65_536, 7);
/** More than sockets and windows take for a peer that does not read. */
const manyChunks = 512;
const mostHeldChunks = 200;

const post: WireRequest = { verb: "POST", target: "/x?y=1", headers: { te: "trailers" } };

/** What every wire does, whatever it speaks. */
export function wireSuite(name: string, { wire: kind, server }: WireSuiteOptions): void {
  const start = async (serve: Serve) => {
    const port = await openPort((exchange) => void serve(exchange), { http1Engine: server, http2Engine: server });
    const wire = createWire({ host: "127.0.0.1", port: port.port, ...kind });
    const dispose = async () => {
      wire.close();
      await port[Symbol.asyncDispose]();
    };
    return { wire, port: port.port, [Symbol.asyncDispose]: dispose };
  };

  describe(name, { timeout: 120_000 }, () => {
    it("carries a whole body there and back, with headers and trailers", async () => {
      await using peer = await start(async (exchange) => {
        const { verb, target, headers } = exchange;
        const body = await exchange.readWhole(100, 5000);
        exchange.respondOnce(201, { "x-seen": `${verb} ${target} ${headers["x-a"]}` }, body, { "x-t": "1" });
      });
      const headers = { te: "trailers", "x-a": ["1", "2"] };
      const answer = await peer.wire.send({ ...post, headers, body: Buffer.from("hello") }).answer;
      assert.equal(await readText(answer), "hello");
      assert.deepEqual([answer.status, answer.headers["x-seen"]], [201, "POST /x?y=1 1, 2"]);
      assert.equal(answer.trailers["x-t"], "1");
    });

    it("sends a GET without a body, and names the host it was told", async () => {
      await using peer = await start(async (exchange) => {
        const body = await exchange.readWhole(100, 5000);
        exchange.respondOnce(200, {}, `${exchange.verb} ${body.length}`);
      });
      assert.equal(await readText(await peer.wire.send({ verb: "GET", target: "/", headers: {} }).answer), "GET 0");
    });

    it("takes an answer without a body", async () => {
      await using peer = await start((exchange) => exchange.respondOnce(204, { "x-a": "b" }));
      const answer = await peer.wire.send({ ...post, body: Buffer.from("x") }).answer;
      assert.equal(await readText(answer), "");
      assert.deepEqual([answer.status, answer.headers["x-a"], { ...answer.trailers }], [204, "b", {}]);
    });

    it("streams both ways at once", async () => {
      await using peer = await start(async (exchange) => {
        exchange.respond(200, {});
        for await (const part of exchange.chunks(5000)) await exchange.write(part);
        exchange.end({ "x-t": "1" });
      });
      const exchange = peer.wire.send(post);
      await exchange.write(Buffer.from("0"));
      const answer = await exchange.answer;
      let turns = 0;
      for await (const part of answer.chunks()) {
        assert.equal(String(part), String(turns));
        if (++turns === 5) exchange.end();
        else await exchange.write(Buffer.from(String(turns)));
      }
      assert.deepEqual([turns, answer.trailers["x-t"]], [5, "1"]);
    });

    it("takes an answer before the request has ended, and leaves the rest of the request", async () => {
      await using peer = await start((exchange) => exchange.respondOnce(403, {}, "no", {}));
      const exchange = peer.wire.send(post);
      await exchange.write(Buffer.from("x"));
      const answer = await exchange.answer;
      assert.deepEqual([answer.status, await readText(answer)], [403, "no"]);
      await exchange.write(Buffer.from("y"));
      exchange.end();
    });

    it("holds the peer back while nobody reads", async () => {
      const held = Promise.withResolvers<number>();
      await using peer = await start(async (exchange) => {
        exchange.respond(200, {});
        for (let sent = 0; sent < manyChunks; sent++) {
          const isTaken = exchange.write(chunk);
          if (isTaken) held.resolve(sent);
          await isTaken;
        }
        exchange.end();
      });
      const answer = await peer.wire.send({ ...post, body: Buffer.from("x") }).answer;
      assert.ok((await held.promise) < mostHeldChunks, "the peer was not held back");
      assert.equal(await countBytes(answer), manyChunks * chunk.length);
    });

    it("says when the peer is slow", async () => {
      const read = Promise.withResolvers<void>();
      await using peer = await start(async (exchange) => {
        await read.promise;
        let size = 0;
        for await (const part of exchange.chunks(5000)) size += part.length;
        exchange.respondOnce(200, {}, String(size));
      });
      const exchange = peer.wire.send(post);
      await exchange.write(chunk);
      let sent = 1;
      for (let held: Promise<void> | undefined; !held; sent++) {
        held = exchange.write(chunk);
        assert.ok(sent < mostHeldChunks, "nobody said so");
        if (held) read.resolve();
        await held;
      }
      exchange.end();
      assert.equal(await readText(await exchange.answer), String(sent * chunk.length));
    });

    it("fails when the peer gives up before it answers", async () => {
      await using peer = await start((exchange) => exchange.reset(resetCodes.internal));
      const { answer } = peer.wire.send({ ...post, body: Buffer.from("x") });
      await assert.rejects(answer, (fault: Fault) => isLoss(fault, false));
    });

    it("fails when the peer gives up within its answer, behind what had come", async () => {
      await using peer = await start(async (exchange) => {
        exchange.respond(200, {});
        await exchange.write(Buffer.from("half"));
        await exchange.chunks(5000)[Symbol.asyncIterator]().next();
        exchange.reset(resetCodes.internal);
      });
      const exchange = peer.wire.send(post);
      await exchange.write(Buffer.from("x"));
      const parts = (await exchange.answer).chunks()[Symbol.asyncIterator]();
      assert.equal(String((await parts.next()).value), "half");
      await exchange.write(Buffer.from("reset"));
      await assert.rejects(parts.next(), (fault: Fault) => isLoss(fault, false));
    });

    it("is cancelled while the peer thinks", async () => {
      const [came, aborted] = [Promise.withResolvers<void>(), Promise.withResolvers<Fault>()];
      await using peer = await start((exchange) => {
        exchange.onAbort(aborted.resolve);
        came.resolve();
      });
      const exchange = peer.wire.send({ ...post, body: Buffer.from("x") });
      await came.promise;
      exchange.cancel();
      await assert.rejects(exchange.answer, { code: "cancelled", reason: "CANCELLED" });
      assert.equal((await aborted.promise).code, "cancelled");
    });

    it("is cancelled within the answer", async () => {
      const aborted = Promise.withResolvers<Fault>();
      await using peer = await start((exchange) => {
        exchange.onAbort(aborted.resolve);
        exchange.respond(200, {});
        void exchange.write(Buffer.from("half"));
      });
      const exchange = peer.wire.send({ ...post, body: Buffer.from("x") });
      const parts = (await exchange.answer).chunks()[Symbol.asyncIterator]();
      await parts.next();
      const rest = parts.next();
      exchange.cancel();
      await assert.rejects(rest, { code: "cancelled" });
      assert.equal((await aborted.promise).code, "cancelled");
    });

    it("gives the exchange up when its reader leaves early", async () => {
      const aborted = Promise.withResolvers<Fault>();
      await using peer = await start((exchange) => {
        exchange.onAbort(aborted.resolve);
        exchange.respond(200, {});
        void exchange.write(Buffer.from("half"));
      });
      const answer = await peer.wire.send({ ...post, body: Buffer.from("x") }).answer;
      for await (const part of answer.chunks()) {
        assert.equal(String(part), "half");
        break;
      }
      assert.equal((await aborted.promise).code, "cancelled");
    });

    it("is cancelled before it begins, and the wire goes on", async () => {
      await using peer = await start((exchange) => exchange.respondOnce(200, {}, exchange.target));
      const first = peer.wire.send({ ...post, target: "/1", body: Buffer.from("x") });
      first.cancel();
      await assert.rejects(first.answer, { code: "cancelled" });
      const second = await peer.wire.send({ ...post, target: "/2", body: Buffer.from("x") }).answer;
      assert.equal(await readText(second), "/2");
    });

    it("says where nobody listens", async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      await once(server.close(), "close");
      const wire = createWire({ host: "127.0.0.1", port, ...kind });
      await assert.rejects(wire.send({ ...post, body: Buffer.from("x") }).answer, (fault: Fault) => {
        assert.match(fault.message, new RegExp(`^Cannot reach 127.0.0.1:${port}: .*ECONNREFUSED`));
        return isLoss(fault, true);
      });
    });

    it("fails what is in flight when it is closed, and all that comes later", async () => {
      const came = Promise.withResolvers<void>();
      await using peer = await start(() => came.resolve());
      const exchange = peer.wire.send({ ...post, body: Buffer.from("x") });
      await came.promise;
      peer.wire.close();
      await assert.rejects(exchange.answer, { code: "unavailable", message: /the client was closed/ });
      const late = peer.wire.send({ ...post, body: Buffer.from("x") }).answer;
      await assert.rejects(late, (fault: Fault) => isLoss(fault, true));
    });

    it("sends several values of a header that has one by right", async () => {
      await using peer = await start((exchange) => exchange.respondOnce(200, {}, "well"));
      const headers = { "user-agent": ["a", "b"] };
      assert.equal(await readText(await peer.wire.send({ ...post, headers, body: Buffer.from("x") }).answer), "well");
    });

    it("refuses headers that cannot be sent", () => {
      const wire: Wire = createWire({ host: "127.0.0.1", port: 1, ...kind });
      for (const headers of [{ "x-a": "1\r\nx-b: 2" }, { "X-A": "1" }, { "x-a": "→" }, { connection: "close" }]) {
        assert.throws(() => wire.send({ ...post, headers }), { code: "invalid_argument", reason: "BAD_PARAMETER" });
      }
    });

    it("gives up a peer that does not finish the handshake in time", async () => {
      const clock = new ManualClock();
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const wire = createWire({ host: "127.0.0.1", port, tls: { isInsecure: true }, clock, ...kind });
      const accepted = once(server, "connection");
      const { answer } = wire.send({ ...post, body: Buffer.from("x") });
      const [socket] = await accepted;
      clock.advance(10_000);
      await assert.rejects(answer, { code: "unavailable", message: /no connection within 10000 ms/ });
      socket.destroy();
      await once(server.close(), "close");
    });
  });
}

async function countBytes(answer: WireAnswer): Promise<number> {
  let size = 0;
  for await (const part of answer.chunks()) size += part.length;
  return size;
}
