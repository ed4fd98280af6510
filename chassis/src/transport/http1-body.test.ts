import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPort as openAnyPort, type TestPortOptions } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import { readWhole } from "../../test/read-whole.ts";
import type { Exchange } from "./exchange.ts";
import type { ExchangeListener } from "./transport.ts";

function post(path: string, ...headers: string[]): string {
  return [`POST ${path} HTTP/1.1`, "host: a", ...headers, "", ""].join("\r\n");
}

async function echo(exchange: Exchange): Promise<void> {
  const body = exchange.readWhole(1000, 5000);
  const manner = body instanceof Promise ? "later" : "at once";
  exchange.respondOnce(200, {}, `${Buffer.from(await body)} ${manner}.`);
}

for (const http1Engine of ["flotilla", "node"] as const) {
  const openPort = (listener: ExchangeListener, options: TestPortOptions = {}) =>
    openAnyPort(listener, { ...options, http1Engine });

  /** Only our own engine hands out at once what has come in chunks, or is nothing. */
  const manner = http1Engine === "flotilla" ? "at once" : "later";

  describe(`the body of an HTTP/1.1 request, engine ${http1Engine}`, () => {
    it("is there at once when it came with its head, request after request", async () => {
      await using server = await openPort(echo);
      await using client = await RawClient.connect(server.port);
      for (const text of ["first", "other"]) {
        await client.write(`${post("/", "content-length: 5")}${text}`);
        await client.until(`${text} at once.`);
      }
    });

    it("is there at once for requests that come together", async () => {
      await using server = await openPort(echo);
      await using client = await RawClient.connect(server.port);
      await client.write(
        `${post("/", "content-length: 1")}a${post("/", "content-length: 1")}bGET / HTTP/1.1\r\nhost: a\r\n\r\n`,
      );
      assert.match(
        await client.until(`\r\n\r\n ${manner}.`),
        new RegExp(`a at once\\..*b at once\\..*\r\n\r\n ${manner}\\.$`, "s"),
      );
    });

    it("is waited for when a part of it is yet to come", async () => {
      const arrived = Promise.withResolvers<void>();
      await using server = await openPort((exchange) => {
        arrived.resolve();
        return echo(exchange);
      });
      await using client = await RawClient.connect(server.port);
      await client.write(`${post("/", "content-length: 6")}abc`);
      await arrived.promise;
      await client.write("def");
      await client.until("abcdef later.");
      await client.write(`${post("/", "content-length: 3")}ghi`);
      await client.until("ghi at once.");
    });

    it("is put together from its chunks", async () => {
      await using server = await openPort(echo);
      await using client = await RawClient.connect(server.port);
      await client.write(`${post("/", "transfer-encoding: chunked")}3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n`);
      await client.until(`abcdef ${manner}.`);
    });

    it("may be empty by its length", async () => {
      await using server = await openPort(echo);
      await using client = await RawClient.connect(server.port);
      await client.write(post("/", "content-length: 0"));
      await client.until(`\r\n\r\n ${manner}.`);
    });

    it("is refused beyond the limit although it is there", async () => {
      await using server = await openPort((exchange) => {
        readWhole(exchange, 4, 5000).catch(({ reason }) => exchange.respondOnce(413, {}, reason));
      });
      await using client = await RawClient.connect(server.port);
      await client.write(`${post("/", "content-length: 5")}abcde`);
      assert.match(await client.until("BODY_TOO_LARGE"), /^HTTP\/1\.1 413 /);
    });

    it("comes before broken bytes that follow it", async () => {
      await using server = await openPort(echo);
      await using client = await RawClient.connect(server.port);
      await client.write(`${post("/", "content-length: 3")}abc\u0001\u0002\r\n\r\n`);
      assert.match(await client.closed(), /^HTTP\/1\.1 200 .*abc at once\.$/s);
    });
  });
}
