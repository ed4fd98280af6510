import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openPort } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import type { Exchange } from "./exchange.ts";
import { OnePort } from "./one-port.ts";
import type { TransportLimits } from "./transport.ts";

const request = "GET /x HTTP/1.1\r\nhost: a\r\n\r\n";
/** The connection preface, empty SETTINGS, and HEADERS of `GET /x` that end stream 1. */
const preface = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 9, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x04, 0x02, 0x2f, 0x78, 0x41, 0x01, 0x61]),
]);

function answerVersion(exchange: Exchange): void {
  exchange.respondOnce(200, {}, `version ${exchange.httpVersion} ${exchange.target}`);
}

describe("OnePort", () => {
  it("tells HTTP/1.1 and HTTP/2 apart wherever the first bytes are split", async () => {
    await using server = await openPort(answerVersion);
    for (const [bytes, answer] of [
      [Buffer.from(request), "version 1 /x"],
      [preface, "version 2 /x"],
    ] as const) {
      for (let split = 1; split < Math.min(bytes.length, 30); split++) {
        await using client = await RawClient.connect(server.port);
        await client.write(bytes.subarray(0, split));
        await turn();
        await client.write(bytes.subarray(split));
        assert.ok((await client.until(answer)).includes(answer), `split after ${split} bytes of ${answer}`);
      }
    }
  });

  it("serves a request that comes byte by byte", async () => {
    await using server = await openPort(answerVersion);
    await using client = await RawClient.connect(server.port);
    for (const byte of request) {
      await client.write(byte);
      await turn();
    }
    assert.match(await client.until("version"), /version 1 \/x/);
  });

  it("takes PRI that is no preface for a malformed HTTP/1.1 request", async () => {
    await using server = await openPort(answerVersion);
    await using client = await RawClient.connect(server.port);
    await client.write("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
    assert.match(await client.closed(), /^HTTP\/1\.1 400 /);
  });

  it("closes connections that send nothing, or too little to tell", async () => {
    await using server = await openPort(answerVersion, { headerTimeoutMs: 60 });
    await using silent = await RawClient.connect(server.port);
    await using undecided = await RawClient.connect(server.port);
    await undecided.write("PRI * HT");
    assert.equal(await silent.closed(), "");
    assert.equal(await undecided.closed(), "");
  });

  it("closes an HTTP/2 connection whose settings never come", async () => {
    await using server = await openPort(answerVersion, { headerTimeoutMs: 60 });
    await using client = await RawClient.connect(server.port);
    await client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    await client.closed();
    assert.ok(client.received.length > 0);
  });

  it("lets a client that closes its half before deciding go", async () => {
    await using server = await openPort(answerVersion);
    await using client = await RawClient.connect(server.port);
    client.socket.end("P");
    assert.equal(await client.closed(), "");
  });

  it("ignores an upgrade to h2c", async () => {
    await using server = await openPort(answerVersion);
    await using client = await RawClient.connect(server.port);
    await client.write("GET /up HTTP/1.1\r\nhost: a\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\n\r\n");
    assert.match(await client.until("version"), /^HTTP\/1\.1 200 .*version 1 \/up/s);
  });

  it("serves pipelined requests in order", async () => {
    await using server = await openPort(answerVersion);
    await using client = await RawClient.connect(server.port);
    await client.write(request + request.replace("/x", "/y"));
    assert.match(await client.until("version 1 /y"), /version 1 \/x.*version 1 \/y/s);
  });

  it("rejects to listen at a port that is taken", async () => {
    await using server = await openPort(answerVersion);
    const limits: TransportLimits = {
      maxHeaderBytes: 1024,
      headerTimeoutMs: 100,
      maxConcurrentCalls: 1,
      http1Engine: "flotilla",
      http2Engine: "flotilla",
    };
    const second = new OnePort({ listener: answerVersion, limits });
    await assert.rejects(second.listen(server.port, "127.0.0.1"), { code: "EADDRINUSE" });
  });

  it("drains: idle connections go at once, busy ones with their answer", async () => {
    const arrived = Promise.withResolvers<Exchange>();
    await using server = await openPort((exchange) => {
      if (exchange.target === "/slow") arrived.resolve(exchange);
      else answerVersion(exchange);
    });
    await using silent = await RawClient.connect(server.port);
    await using idle = await RawClient.connect(server.port);
    await idle.write(request);
    await idle.until("version");
    await using busy = await RawClient.connect(server.port);
    await busy.write(request.replace("/x", "/slow"));
    const slow = await arrived.promise;
    server.onePort.drain();
    await Promise.all([silent.closed(), idle.closed()]);
    answerVersion(slow);
    assert.match(await busy.closed(), /connection: close.*version 1 \/slow/is);
    await server.onePort.closed;
  });

  it("drains: what was sent before is served, on new connections and on idle ones", async () => {
    await using server = await openPort((exchange) => exchange.respondOnce(200, {}, `heard ${exchange.target}`));
    await using idle = await RawClient.connect(server.port);
    await idle.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await idle.until("heard");
    await using silent = await RawClient.connect(server.port);
    await using fresh = await RawClient.connect(server.port);
    await fresh.write("G");
    // Once this is answered, both have been accepted.
    await idle.write("GET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
    await idle.until("heard /2");
    idle.socket.write("GET /3 HTTP/1.1\r\nhost: a\r\n\r\n");
    fresh.socket.write("ET / HTTP/1.1\r\nhost: a\r\n\r\n");
    server.onePort.drain();
    assert.match(await idle.closed(), /connection: close.*heard \/3$/s);
    assert.match(await fresh.closed(), /connection: close.*heard \/$/s);
    assert.equal(await silent.closed(), "");
    await server.onePort.closed;
  });

  it("drains HTTP/2: the stream in flight finishes, then the connection closes", async () => {
    const arrived = Promise.withResolvers<Exchange>();
    await using server = await openPort((exchange) => arrived.resolve(exchange));
    const client = connectHttp2(`http://127.0.0.1:${server.port}`);
    const stream = client.request({ ":path": "/slow" });
    const slow = await arrived.promise;
    server.onePort.drain();
    await once(client, "goaway");
    answerVersion(slow);
    let text = "";
    for await (const chunk of stream) text += chunk;
    assert.equal(text, "version 2 /slow");
    await server.onePort.closed;
    if (!client.destroyed) await once(client, "close");
  });
});
