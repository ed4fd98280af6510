import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { createWire } from "../../src/client/wire/create-wire.ts";
import type { Wire } from "../../src/client/wire/wire.ts";
import type { Fault } from "../../src/fault.ts";
import { isLoss, readText, sendText } from "./exchange-text.ts";

/** A server that does with each request what the next of `turns` says; the requests are small enough to come whole. */
async function start(...turns: readonly ((socket: Socket, request: string) => void)[]) {
  const left = [...turns];
  const peer = {
    connections: 0,
    port: 0,
    [Symbol.asyncDispose]: async () => void (await once(server.close(), "close")),
  };
  const server = createServer((socket) => {
    peer.connections++;
    socket.on("error", () => undefined);
    socket.on("data", (request) => left.shift()?.(socket, String(request)));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  peer.port = (server.address() as AddressInfo).port;
  return peer;
}

function connect({ port }: { port: number }): Wire & Disposable {
  const wire = createWire({ host: "127.0.0.1", port, httpVersion: 1 });
  return Object.assign(wire, { [Symbol.dispose]: () => wire.close() });
}

const answer = (text: string) => (socket: Socket) =>
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`);

describe("the HTTP/1.1 wire", { timeout: 120_000 }, () => {
  it("uses a connection again, and a second one while the first is taken", async () => {
    await using peer = await start(answer("1"), answer("2"), () => undefined, answer("4"));
    using wire = connect(peer);
    assert.equal(await readText(sendText(wire, "x").answer), "1");
    assert.equal(await readText(sendText(wire, "x").answer), "2");
    assert.equal(peer.connections, 1);
    const third = sendText(wire, "x");
    assert.equal(await readText(sendText(wire, "x").answer), "4");
    assert.equal(peer.connections, 2);
    third.cancel();
  });

  it("cannot say whether a kept connection was lost before its request was looked at", async () => {
    await using peer = await start(answer("1"), (socket) => socket.destroy());
    using wire = connect(peer);
    assert.equal(await readText(sendText(wire, "x").answer), "1");
    await assert.rejects(sendText(wire, "x").answer, (fault: Fault) => {
      assert.match(fault.message, /the connection was lost before the answer was complete/);
      return isLoss(fault, false);
    });
  });

  it("sends the length of a whole body, and chunks of one that is still being written", async () => {
    const requests: string[] = [];
    const keep = (socket: Socket, request: string) => {
      requests.push(request);
      answer("ok")(socket);
    };
    await using peer = await start(keep, keep);
    using wire = connect(peer);
    await readText(sendText(wire, "whole").answer);
    const exchange = wire.send({ verb: "POST", target: "/", headers: { host: "example.org" } });
    await readText(exchange.answer);
    assert.match(requests[0]!, new RegExp(`host: 127.0.0.1:${peer.port}\r\n.*content-length: 5\r\n`, "is"));
    assert.match(requests[1]!, /host: example\.org\r\n.*transfer-encoding: chunked\r\n/is);
  });

  it("closes the connection when the answer is complete and the request is not", async () => {
    const closed = Promise.withResolvers<void>();
    await using peer = await start((socket) => {
      socket.on("close", () => closed.resolve());
      answer("enough")(socket);
    });
    using wire = connect(peer);
    const exchange = wire.send({ verb: "POST", target: "/", headers: {} });
    assert.equal(await readText(exchange.answer), "enough");
    await closed.promise;
  });

  it("gives up opening a connection that nobody waits for any more", async () => {
    const server = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const wire = createWire({ host: "127.0.0.1", port, httpVersion: 1, tls: { isInsecure: true } });
    const exchange = sendText(wire, "x");
    const [socket] = (await once(server, "connection")) as [Socket];
    exchange.cancel();
    await once(socket, "close");
    await assert.rejects(exchange.answer, { code: "cancelled" });
    await once(server.close(), "close");
  });

  it("passes over what a peer says before its answer", async () => {
    const hint = (socket: Socket) => socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
    await using peer = await start((socket) => hint(socket) && answer("ok")(socket));
    using wire = connect(peer);
    assert.equal(await readText(sendText(wire, "x").answer), "ok");
  });

  it("says so when the peer does not speak HTTP/1.1", async () => {
    await using peer = await start((socket) => socket.end("220 mail.example.org ESMTP\r\n"));
    using wire = connect(peer);
    await assert.rejects(sendText(wire, "x").answer, { code: "unavailable", message: /does not speak HTTP\/1\.1/ });
  });

  it("takes a body that was cut short for none", async () => {
    const cut = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf";
    await using peer = await start((socket) => socket.end(cut));
    using wire = connect(peer);
    await assert.rejects(readText(sendText(wire, "x").answer), (fault: Fault) => isLoss(fault, false));
  });
});
