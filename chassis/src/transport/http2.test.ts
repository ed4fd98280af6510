import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { hello, toBlock, toFrame } from "../../test/http2-frames.ts";
import { openPort, type TestPortOptions } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import { readWhole } from "../../test/read-whole.ts";
import type { Fault } from "../fault.ts";
import { type Exchange, resetCodes } from "./exchange.ts";
import type { ExchangeListener } from "./transport.ts";
import { draining } from "./transport-faults.ts";

const mebibyte = 1024 * 1024;

/** What a client got to know of one answer. */
interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
  readonly trailers: Record<string, unknown>;
}

function connectTo(port: number): ClientHttp2Session & AsyncDisposable {
  const session = connect(`http://127.0.0.1:${port}`, { maxSessionMemory: 1000 });
  session.on("error", () => undefined);
  const dispose = async () => session.destroy();
  return Object.assign(session, { [Symbol.asyncDispose]: dispose });
}

/** Waits for a stream's end, however it ends. */
function closeOf(stream: ClientHttp2Stream): Promise<void> {
  stream.on("error", () => undefined);
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.once("close", resolve);
  });
}

async function readAnswer(stream: ClientHttp2Stream): Promise<Answer> {
  let status = 0;
  let headers: Record<string, unknown> = {};
  let trailers: Record<string, unknown> = {};
  stream.on("response", (head) => {
    status = head[":status"] ?? 0;
    headers = head;
  });
  stream.on("trailers", (fields) => {
    trailers = fields;
  });
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  await closeOf(stream);
  return { status, headers, trailers, body: Buffer.concat(parts) };
}

async function echo(exchange: Exchange): Promise<void> {
  exchange.respond(200, {});
  for await (const chunk of exchange.chunks(5000)) await exchange.write(chunk);
  exchange.end({ "x-sum": "7" });
}

for (const http2Engine of ["flotilla", "node"] as const) {
  const open = (listener: ExchangeListener, options: TestPortOptions = {}) =>
    openPort(listener, { ...options, http2Engine });
  describe(`HTTP/2, engine ${http2Engine}`, () => {
    it("answers whole with a length", async () => {
      await using server = await open((exchange) => exchange.respondOnce(201, { "x-a": "1" }, "grüße"));
      await using client = connectTo(server.port);
      const { status, headers, body } = await readAnswer(client.request());
      assert.deepEqual([status, headers["content-length"], headers["x-a"]], [201, "7", "1"]);
      assert.equal(body.toString(), "grüße");
    });

    it("says when an answer was made, unless the handler does", async () => {
      await using server = await open((exchange) => {
        if (exchange.target === "/stream") exchange.respond(200, {});
        else exchange.respondOnce(200, exchange.target === "/own" ? { date: "Sun, 01 Nov 2026 08:05:09 GMT" } : {});
        if (exchange.target === "/stream") exchange.end();
      });
      await using client = connectTo(server.port);
      const dateOf = async (path: string) => (await readAnswer(client.request({ ":path": path }))).headers["date"];
      assert.equal(await dateOf("/own"), "Sun, 01 Nov 2026 08:05:09 GMT");
      for (const path of ["/", "/stream"]) {
        const ageMs = Date.now() - Date.parse(String(await dateOf(path)));
        assert.ok(ageMs >= 0 && ageMs < 60_000, `${ageMs} ms`);
      }
    });

    it("sends trailers after the body, or with the headers when there is none", async () => {
      await using server = await open((exchange) => {
        if (exchange.target === "/body") exchange.respondOnce(200, { a: 1 }, "body", { "grpc-status": "0" });
        else exchange.respondOnce(200, { "grpc-status": "5" });
      });
      await using client = connectTo(server.port);
      const whole = await readAnswer(client.request({ ":path": "/body" }));
      assert.deepEqual([whole.body.toString(), whole.trailers["grpc-status"]], ["body", "0"]);
      assert.equal(whole.headers["content-length"], undefined);
      const stream = client.request({ ":path": "/none" });
      const [, flags] = await once(stream, "response", {}).then(([head, bits]) => [head, bits as number]);
      assert.ok(flags & constants.NGHTTP2_FLAG_END_STREAM);
    });

    it("sends no body where there must be none", async () => {
      await using server = await open((exchange) => {
        exchange.respondOnce(Number(exchange.target.slice(1)), {}, "body");
      });
      await using client = connectTo(server.port);
      const ofHead = await readAnswer(client.request({ ":method": "HEAD", ":path": "/200" }));
      assert.deepEqual([ofHead.status, ofHead.headers["content-length"], ofHead.body.length], [200, "4", 0]);
      const of204 = await readAnswer(client.request({ ":path": "/204" }));
      assert.deepEqual([of204.status, of204.headers["content-length"], of204.body.length], [204, undefined, 0]);
    });

    it("streams both ways, with trailers at the end", async () => {
      await using server = await open(echo);
      await using client = connectTo(server.port);
      const stream = client.request({ ":method": "POST" });
      const sent = Buffer.alloc(10 * mebibyte, "flotilla ");
      stream.end(sent);
      const answer = await readAnswer(stream);
      assert.ok(sent.equals(answer.body));
      assert.equal(answer.trailers["x-sum"], "7");
    });

    it("carries many large bodies on one connection", async () => {
      await using server = await open(async (exchange) => {
        const body = await readWhole(exchange, 4 * mebibyte, 5000);
        exchange.respondOnce(200, {}, body);
      });
      await using client = connectTo(server.port);
      const sent = Buffer.alloc(4 * mebibyte, "flotilla ");
      const answers = Array.from({ length: 16 }, () => {
        const stream = client.request({ ":method": "POST" });
        stream.end(sent);
        return readAnswer(stream);
      });
      for (const answer of await Promise.all(answers)) assert.ok(sent.equals(answer.body));
    });

    it("holds a sender back while nobody reads", async () => {
      const arrived = Promise.withResolvers<Exchange>();
      await using server = await open((exchange) => arrived.resolve(exchange));
      await using client = connectTo(server.port);
      const stream = client.request({ ":method": "POST" });
      stream.end(Buffer.alloc(2 * mebibyte));
      const exchange = await arrived.promise;
      await new Promise((resolve) => client.ping(resolve));
      assert.equal(stream.writableFinished, false);
      let size = 0;
      for await (const chunk of exchange.chunks(5000)) size += chunk.length;
      assert.equal(size, 2 * mebibyte);
      exchange.respondOnce(200, {});
      assert.equal((await readAnswer(stream)).status, 200);
    });

    it("answers early and asks the client to stop sending", async () => {
      await using server = await open((exchange) => {
        readWhole(exchange, 1000, 5000).then(
          () => exchange.respondOnce(200, {}),
          (fault: Fault) => exchange.respondOnce(200, {}, undefined, { "grpc-message": fault.reason }),
        );
      });
      await using client = connectTo(server.port);
      const stream = client.request({ ":method": "POST" });
      stream.on("error", () => undefined);
      stream.write(Buffer.alloc(10 * mebibyte));
      const answer = await readAnswer(stream);
      assert.equal(answer.trailers["grpc-message"], "BODY_TOO_LARGE");
      if (!stream.destroyed) await once(stream, "close");
      assert.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR);
      assert.equal((await readAnswer(client.request({ "content-length": "0" }))).status, 200);
    });

    it("refuses a body that is declared too large before it comes", async () => {
      await using server = await open((exchange) => {
        readWhole(exchange, 10, 5000).catch((fault: Fault) => exchange.respondOnce(fault.httpStatus, {}, fault.reason));
      });
      await using client = connectTo(server.port);
      const stream = client.request({ ":method": "POST", "content-length": "1000" });
      const answer = await readAnswer(stream);
      assert.deepEqual([answer.status, answer.body.toString()], [413, "BODY_TOO_LARGE"]);
    });

    it("fails a body that pauses too long, and can still answer", async () => {
      await using server = await open((exchange) => {
        readWhole(exchange, 1000, 40).catch((fault: Fault) => exchange.respondOnce(fault.httpStatus, {}, fault.reason));
      });
      await using client = connectTo(server.port);
      const stream = client.request({ ":method": "POST" });
      stream.write("abc");
      const answer = await readAnswer(stream);
      assert.deepEqual([answer.status, answer.body.toString()], [408, "BODY_TIMEOUT"]);
    });

    it("asks for the body only when somebody reads it", async () => {
      await using server = await open((exchange) => {
        void readWhole(exchange, 1000, 5000).then((body) => exchange.respondOnce(200, {}, body));
      });
      await using client = connectTo(server.port);
      const stream = client.request({ ":method": "POST", expect: "100-continue" });
      await once(stream, "continue");
      stream.end("abc");
      assert.equal((await readAnswer(stream)).body.toString(), "abc");
    });

    it("tells when the connection breaks in the middle of the answer, and lets the writer go on", async () => {
      const ended = Promise.withResolvers<string>();
      await using server = await open(async (exchange) => {
        let reason = "";
        exchange.onAbort((fault) => {
          reason = fault.reason;
        });
        exchange.respond(200, {});
        while (!reason) await (exchange.write(Buffer.alloc(mebibyte)) ?? turn());
        ended.resolve(reason);
      });
      await using client = connectTo(server.port);
      const stream = client.request();
      stream.on("error", () => undefined);
      await once(stream, "response");
      client.destroy();
      assert.equal(await ended.promise, "CANCELLED");
    });

    it("tells DRAINING while the peer still waits, so that an answer reaches it", async () => {
      const arrived = Promise.withResolvers<void>();
      await using server = await open((exchange) => {
        exchange.onAbort((fault) => exchange.respondOnce(200, {}, undefined, { "grpc-message": fault.reason }));
        arrived.resolve();
      });
      await using client = connectTo(server.port);
      const answer = readAnswer(client.request());
      await arrived.promise;
      server.onePort.drain();
      server.onePort.abort(draining());
      assert.equal((await answer).trailers["grpc-message"], "DRAINING");
      await server.onePort.closed;
    });

    it("resets with the code that it is given", async () => {
      await using server = await open((exchange) => exchange.reset(resetCodes.enhanceYourCalm));
      await using client = connectTo(server.port);
      const stream = client.request();
      await closeOf(stream);
      assert.equal(stream.rstCode, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });

    it("refuses headers beyond the limit, and serves on", async () => {
      await using server = await open((exchange) => exchange.respondOnce(200, {}), { maxHeaderBytes: 2048 });
      await using client = connectTo(server.port);
      await once(client, "remoteSettings");
      const stream = client.request({ x: "y".repeat(4096) });
      const { status } = await readAnswer(stream);
      const { rstCode } = stream;
      if (http2Engine === "node") assert.equal(rstCode, constants.NGHTTP2_ENHANCE_YOUR_CALM);
      else assert.equal(status, 431);
      assert.equal((await readAnswer(client.request())).status, 200);
    });

    it("answers 431 to headers beyond the limit from a client that has not heard of it", async () => {
      const seen: string[] = [];
      const listener = (exchange: Exchange) => {
        seen.push(exchange.target);
        exchange.respondOnce(204, {});
      };
      await using server = await open(listener, { maxHeaderBytes: 400 });
      await using client = await RawClient.connect(server.port);
      const pseudo = [":method", "GET", ":scheme", "http", ":authority", "a"];
      // Each of the six fields counts 32 bytes more (RFC 9113 §6.5.2): 400 and 401 in all.
      const filler = ["x-a", "y".repeat(100), "x-b"];
      const toRequest = (id: number, path: string, rest: number) =>
        toFrame({ type: 1, flags: 5, id }, toBlock(...pseudo, ":path", path, ...filler, "y".repeat(rest)));
      const used = 6 * 32 + [...pseudo, ":path", "/a", ...filler].join("").length;
      await client.write(Buffer.concat([hello, toRequest(1, "/a", 400 - used), toRequest(3, "/b", 401 - used)]));
      await client.until("431");
      assert.deepEqual(seen, ["/a"]);
    });

    it("refuses no stream while large answers wait for the client", async () => {
      const large = Buffer.alloc(4 * mebibyte);
      await using server = await open((exchange) => exchange.respondOnce(200, {}, large));
      await using client = connectTo(server.port);
      for (let index = 0; index < 16; index++) await once(client.request(), "response");
    });

    it("tells its limits in its settings", async () => {
      await using server = await open(echo, { maxConcurrentCalls: 7, maxHeaderBytes: 4321 });
      await using client = connectTo(server.port);
      const [settings] = await once(client, "remoteSettings");
      assert.deepEqual([settings.maxConcurrentStreams, settings.maxHeaderListSize], [7, 4321]);
    });
  });
}
