import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPort as openAnyPort, type TestPortOptions } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import { readWhole } from "../../test/read-whole.ts";
import type { Fault } from "../fault.ts";
import type { Exchange } from "./exchange.ts";
import type { ExchangeListener } from "./transport.ts";

function head(line: string, ...headers: string[]): string {
  return [line, "host: a", ...headers, "", ""].join("\r\n");
}

function unasked(): void {
  assert.fail("no exchange is to be opened");
}

// What is sent → what is answered on the connection, before it is closed.
const refusals: Readonly<Record<string, readonly [bytes: string, answer: RegExp]>> = {
  "bytes of something else": ["\u0001\u0002\r\n\r\n", /^HTTP\/1\.1 400 .*MALFORMED_REQUEST/s],
  "half a request line": ["GET\r\n\r\n", /^HTTP\/1\.1 400 .*MALFORMED_REQUEST/s],
  "a version that there is not": ["GET / HTTP/9.9\r\n\r\n", /^HTTP\/1\.1 400 .*MALFORMED_REQUEST/s],
  "a header with a blank in its name": [head("GET / HTTP/1.1", "a b: c"), /^HTTP\/1\.1 400 .*MALFORMED_REQUEST/s],
  "a request without a host": ["GET / HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 .*MALFORMED_REQUEST/s],
  "a URL that is not percent-encoded": [head("GET /?name=Maël HTTP/1.1"), /^HTTP\/1\.1 400 .*percent-encoded/s],
  "headers beyond the limit": [
    head("GET / HTTP/1.1", `x: ${"y".repeat(4096)}`),
    /^HTTP\/1\.1 431 .*HEADERS_TOO_LARGE/s,
  ],
  "headers that come too slowly": ["GET / HTTP/1.1\r\nhost: a\r\nx: ", /^HTTP\/1\.1 408 .*HEADER_TIMEOUT/s],
  "a wish for a tunnel": [head("CONNECT a:443 HTTP/1.1"), /^HTTP\/1\.1 501 Not Implemented.*METHOD_NOT_ALLOWED/s],
};

for (const http1Engine of ["flotilla", "node"] as const) {
  const openPort = (listener: ExchangeListener, options: TestPortOptions = {}) =>
    openAnyPort(listener, { ...options, http1Engine });

  describe(`HTTP/1.1 refuses, engine ${http1Engine}`, () => {
    for (const [what, [bytes, answer]] of Object.entries(refusals)) {
      it(`${what}, with a problem`, async () => {
        await using server = await openPort(unasked, { maxHeaderBytes: 2048, headerTimeoutMs: 80 });
        await using client = await RawClient.connect(server.port);
        await client.write(bytes);
        const text = await client.closed();
        assert.match(text, answer);
        assert.match(text, /\r\nconnection: close\r\n.*content-type: application\/problem\+json\r\n/s);
      });
    }
  });

  describe(`HTTP/1.1 that breaks, engine ${http1Engine}`, () => {
    const broken = `${head("POST / HTTP/1.1", "transfer-encoding: chunked")}3\r\nabc\r\nzz\r\n`;

    it("is answered when it is a chunk, and the connection is closed", async () => {
      await using server = await openPort((exchange) => {
        exchange.onAbort((fault) => exchange.respondOnce(fault.httpStatus, {}, fault.reason));
        void readWhole(exchange, 1000, 5000).catch(() => undefined);
      });
      await using client = await RawClient.connect(server.port);
      await client.write(broken);
      assert.match(await client.closed(), /^HTTP\/1\.1 400 .*connection: close.*MALFORMED_REQUEST$/is);
    });

    it("is cut off when it is a chunk and the answer has begun", async () => {
      const told = Promise.withResolvers<Fault>();
      await using server = await openPort((exchange) => {
        exchange.onAbort(told.resolve);
        exchange.respond(200, {});
      });
      await using client = await RawClient.connect(server.port);
      await client.write(broken);
      assert.doesNotMatch(await client.closed(), /\r\n0\r\n/);
      assert.equal((await told.promise).reason, "MALFORMED_REQUEST");
    });

    it("leaves what was asked before to be answered", async () => {
      const asked: Exchange[] = [];
      const arrived = Promise.withResolvers<void>();
      await using server = await openPort((exchange) => {
        exchange.onAbort(() => assert.fail("the call is to go on"));
        if (asked.push(exchange) === 2) arrived.resolve();
      });
      await using client = await RawClient.connect(server.port);
      await client.write(`${head("GET /a HTTP/1.1")}${head("GET /b HTTP/1.1")}\u0001\u0002\r\n\r\n`);
      await arrived.promise;
      await client.write("and more of it");
      for (const exchange of asked) exchange.respondOnce(200, {}, `to ${exchange.target}`);
      assert.match(await client.closed(), /^HTTP\/1\.1 200 .*to \/aHTTP\/1\.1 200 .*to \/b$/s);
    });

    it("answers what was asked before a tunnel, or with node gives it up", async () => {
      const gone: string[] = [];
      const asked: Exchange[] = [];
      const arrived = Promise.withResolvers<void>();
      await using server = await openPort((exchange) => {
        exchange.onAbort((fault) => gone.push(`${exchange.target} ${fault.reason}`));
        if (asked.push(exchange) === 2) arrived.resolve();
      });
      await using client = await RawClient.connect(server.port);
      await client.write(head("GET /a HTTP/1.1") + head("GET /b HTTP/1.1") + head("CONNECT a:1 HTTP/1.1"));
      await arrived.promise;
      if (http1Engine === "node") {
        assert.equal(await client.closed(), "");
        assert.deepEqual(gone.sort(), ["/a CANCELLED", "/b CANCELLED"]);
        return;
      }
      for (const exchange of asked) exchange.respondOnce(200, {}, `to ${exchange.target}`);
      assert.match(await client.closed(), /^HTTP\/1\.1 200 .*to \/aHTTP\/1\.1 200 .*connection: close.*to \/b$/s);
      assert.deepEqual(gone, []);
    });
  });
}
