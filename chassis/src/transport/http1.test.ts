import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openPort as openAnyPort, type TestPortOptions } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import { readWhole } from "../../test/read-whole.ts";
import type { Fault } from "../fault.ts";
import type { Exchange } from "./exchange.ts";
import type { ExchangeListener } from "./transport.ts";

const mebibyte = 1024 * 1024;

function head(line: string, ...headers: string[]): string {
  return [line, "host: a", ...headers, "", ""].join("\r\n");
}

async function echo(exchange: Exchange): Promise<void> {
  exchange.respond(200, {});
  for await (const chunk of exchange.chunks(5000)) await exchange.write(chunk);
  exchange.end();
}

for (const http1Engine of ["flotilla", "node"] as const) {
  const openPort = (listener: ExchangeListener, options: TestPortOptions = {}) =>
    openAnyPort(listener, { ...options, http1Engine });

  describe(`HTTP/1.1, engine ${http1Engine}`, () => {
    it("answers whole with a length, and keeps the connection", async () => {
      await using server = await openPort((exchange) => exchange.respondOnce(200, { "x-a": ["1", "2"] }, "grüße"));
      await using client = await RawClient.connect(server.port);
      await client.write(head("GET / HTTP/1.1"));
      await client.until("gr\u00c3\u00bc\u00c3\u009fe");
      await client.write(head("GET / HTTP/1.1", "connection: close"));
      const text = await client.closed();
      assert.equal(text.match(/^content-length: 7\r$/gim)?.length, 2);
      assert.equal(text.match(/^x-a: [12]\r$/gim)?.length, 4);
      assert.doesNotMatch(text, /transfer-encoding/i);
    });

    it("sends no body where there must be none", async () => {
      await using server = await openPort((exchange) => {
        const status = Number(exchange.target.slice(1));
        exchange.respondOnce(status, { "content-type": "text/plain" }, "body");
      });
      await using client = await RawClient.connect(server.port);
      const requests = [head("HEAD /200 HTTP/1.1"), head("GET /204 HTTP/1.1"), head("GET /304 HTTP/1.1")];
      await client.write(requests.join("") + head("GET /200 HTTP/1.1", "connection: close"));
      const [, ofHead, of204, of304, last] = (await client.closed()).split("HTTP/1.1 ");
      assert.match(ofHead!, /^200 .*content-length: 4\r\n.*\r\n\r\n$/is);
      assert.match(of204!, /^204 /);
      assert.doesNotMatch(of204!, /content-length/i);
      assert.match(of304!, /^304 .*\r\n\r\n$/s);
      assert.match(last!, /body$/);
    });

    it("sends trailers to those that ask for them only", async () => {
      await using server = await openPort((exchange) => exchange.respondOnce(200, {}, "body", { "x-sum": "7" }));
      await using client = await RawClient.connect(server.port);
      await client.write(head("GET / HTTP/1.1", "te: trailers", "connection: te"));
      assert.match(await client.until("x-sum"), /transfer-encoding: chunked.*4\r\nbody\r\n0\r\nx-sum: 7\r\n/is);
      await using plain = await RawClient.connect(server.port);
      await plain.write(head("GET / HTTP/1.1", "connection: close"));
      const text = await plain.closed();
      assert.match(text, /content-length: 4.*body$/is);
      assert.doesNotMatch(text, /x-sum/);
    });

    it("carries 10 MB both ways", async () => {
      await using server = await openPort(echo);
      const sent = Buffer.alloc(10 * mebibyte, "flotilla ");
      const answer = await fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", body: sent });
      assert.ok(sent.equals(Buffer.from(await answer.arrayBuffer())));
    });

    it("refuses a body that is declared too large before it comes", async () => {
      const thrown = Promise.withResolvers<Fault>();
      await using server = await openPort((exchange) => {
        readWhole(exchange, 1000, 5000).catch((fault: Fault) => {
          thrown.resolve(fault);
          exchange.respondOnce(413, {}, "too large");
        });
      });
      const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
        method: "POST",
        body: Buffer.alloc(10 * mebibyte),
      });
      assert.equal((await thrown.promise).reason, "BODY_TOO_LARGE");
      assert.equal(answer.status, 413);
      assert.equal(await answer.text(), "too large");
    });

    it("counts a chunked body as it comes", async () => {
      const thrown = Promise.withResolvers<Fault>();
      await using server = await openPort((exchange) => {
        readWhole(exchange, 10, 5000).catch((fault: Fault) => {
          thrown.resolve(fault);
          exchange.respondOnce(413, {}, "too large");
        });
      });
      await using client = await RawClient.connect(server.port);
      await client.write(`${head("POST / HTTP/1.1", "transfer-encoding: chunked")}b\r\n01234567890\r\n`);
      assert.match(await client.until("too large"), /^HTTP\/1\.1 413/);
      assert.equal((await thrown.promise).reason, "BODY_TOO_LARGE");
    });

    it("keeps the connection when a body that nobody read comes to its end", async () => {
      await using server = await openPort((exchange) => exchange.respondOnce(404, {}, `no ${exchange.target}`));
      await using client = await RawClient.connect(server.port);
      await client.write(`${head("POST /a HTTP/1.1", "content-length: 6")}abc`);
      await client.until("no /a");
      await client.write(`def${head("GET /b HTTP/1.1")}`);
      assert.match(await client.until("no /b"), /no \/b/);
    });

    it("fails a body that pauses too long, and can still answer", async () => {
      await using server = await openPort((exchange) => {
        readWhole(exchange, 1000, 40).catch((fault: Fault) => exchange.respondOnce(fault.httpStatus, {}, fault.reason));
      });
      await using client = await RawClient.connect(server.port);
      await client.write(`${head("POST / HTTP/1.1", "content-length: 6")}abc`);
      assert.match(await client.until("BODY_TIMEOUT"), /^HTTP\/1\.1 408 .*BODY_TIMEOUT/s);
    });

    it("reads what came while the process stood still for longer than a body may pause", async () => {
      const begun = Promise.withResolvers<void>();
      await using server = await openPort((exchange) => {
        readWhole(exchange, 1000, 500).then(
          (body) => exchange.respondOnce(200, {}, `${body}!`),
          (fault: Fault) => exchange.respondOnce(fault.httpStatus, {}, `${fault.reason}!`),
        );
        begun.resolve();
      });
      await using client = await RawClient.connect(server.port);
      await client.write(`${head("POST / HTTP/1.1", "content-length: 6")}abc`);
      await begun.promise;
      client.socket.write("def");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
      assert.match(await client.until("!"), /^HTTP\/1\.1 200 .*abcdef!$/s);
    });

    it("asks for the body only when somebody reads it", async () => {
      await using server = await openPort((exchange) => {
        if (exchange.target === "/no") exchange.respondOnce(403, {}, "unwanted");
        else void readWhole(exchange, 1000, 5000).then((body) => exchange.respondOnce(200, {}, body));
      });
      await using reader = await RawClient.connect(server.port);
      await reader.write(head("POST /yes HTTP/1.1", "content-length: 3", "expect: 100-continue"));
      await reader.until("100 Continue");
      await reader.write("abc");
      assert.match(await reader.until("abc"), /^HTTP\/1\.1 100 .*HTTP\/1\.1 200 .*abc$/s);
      await using refused = await RawClient.connect(server.port);
      await refused.write(head("POST /no HTTP/1.1", "content-length: 3", "expect: 100-continue"));
      const text = await refused.closed();
      assert.match(text, /^HTTP\/1\.1 403 .*unwanted$/s);
    });

    it("tells once when the peer goes away before the answer", async () => {
      const faults: Fault[] = [];
      const told = Promise.withResolvers<void>();
      const read = Promise.withResolvers<Fault>();
      await using server = await openPort((exchange) => {
        exchange.onAbort((fault) => {
          faults.push(fault);
          told.resolve();
        });
        readWhole(exchange, 1000, 5000).catch(read.resolve);
        arrived.resolve();
      });
      const arrived = Promise.withResolvers<void>();
      const client = await RawClient.connect(server.port);
      await client.write(`${head("POST / HTTP/1.1", "content-length: 6")}abc`);
      await arrived.promise;
      await client[Symbol.asyncDispose]();
      await told.promise;
      assert.equal((await read.promise).reason, "CANCELLED");
      assert.deepEqual(
        faults.map((fault) => fault.reason),
        ["CANCELLED"],
      );
    });

    it("tells when the peer goes away in the middle of the answer, and lets the writer go on", async () => {
      const ended = Promise.withResolvers<string>();
      await using server = await openPort(async (exchange) => {
        let reason = "";
        exchange.onAbort((fault) => {
          reason = fault.reason;
        });
        exchange.respond(200, {});
        while (!reason) await (exchange.write(Buffer.alloc(mebibyte)) ?? turn());
        ended.resolve(reason);
      });
      const client = await RawClient.connect(server.port);
      await client.write(head("GET / HTTP/1.1"));
      await client.until("200");
      await client[Symbol.asyncDispose]();
      assert.equal(await ended.promise, "CANCELLED");
    });

    it("never speaks of an abort after the answer's last byte", async () => {
      let isTold = false;
      const closed = Promise.withResolvers<void>();
      await using server = await openPort((exchange) => {
        exchange.onAbort(() => {
          isTold = true;
        });
        exchange.respondOnce(200, {}, Buffer.alloc(8 * mebibyte));
        setImmediate(() => client.socket.destroy());
        client.socket.once("close", closed.resolve);
      });
      const client = await RawClient.connect(server.port);
      await client.write(head("GET / HTTP/1.1"));
      await closed.promise;
      server.onePort.drain();
      await server.onePort.closed;
      assert.equal(isTold, false);
    });

    it("tells DRAINING while the peer still waits, so that an answer reaches it", async () => {
      const arrived = Promise.withResolvers<void>();
      await using server = await openPort((exchange) => {
        exchange.onAbort((fault) => exchange.respondOnce(503, {}, fault.reason));
        arrived.resolve();
      });
      await using client = await RawClient.connect(server.port);
      await client.write(head("GET / HTTP/1.1"));
      await arrived.promise;
      server.onePort.drain();
      const { draining } = await import("./transport-faults.ts");
      server.onePort.abort(draining());
      assert.match(await client.closed(), /^HTTP\/1\.1 503 .*connection: close.*DRAINING$/is);
    });

    it("resets by closing the connection", async () => {
      await using server = await openPort((exchange) => exchange.reset(2));
      await using client = await RawClient.connect(server.port);
      await client.write(head("GET / HTTP/1.1"));
      assert.equal(await client.closed(), "");
    });
  });
}
