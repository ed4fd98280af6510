import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MemorySocket } from "../../../test/memory-socket.ts";
import { Bag } from "../../bag.ts";
import type { Fault } from "../../fault.ts";
import type { Exchange } from "../exchange.ts";
import { Http1Connection } from "./connection.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const post = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n";

/** A connection over a socket in memory, of which a test is the peer, and the time. */
function connect(listener: (exchange: Exchange) => void, socket = new MemorySocket()) {
  const refused: Fault[] = [];
  const connection = new Http1Connection(socket as unknown as Socket, {
    listener,
    maxHeaderBytes: 16_384,
    headerTimeoutMs: 10_000,
    open: new Bag(),
    refuse: (_socket, fault) => void refused.push(fault),
  });
  return {
    socket,
    refused,
    drain: () => connection.drain(),
    async send(bytes: string): Promise<void> {
      socket.push(Buffer.from(bytes, "latin1"));
      await turn();
      await turn();
    },
    /** Looks at the limits in time in these seconds, the first and the last included. */
    sweep(from: number, to: number): void {
      for (let second = from; second <= to; second++) connection.sweep(second * 1000);
    },
  };
}

function answer(exchange: Exchange): void {
  exchange.respondOnce(200, {}, exchange.target);
}

function ignore(): void {}

describe("the time that a connection may take", () => {
  it("ends for a head that drips", async () => {
    const { socket, refused, send, sweep } = connect(answer);
    for (let second = 0; second < 10; second++) {
      await send(request[second]!);
      sweep(second, second);
    }
    assert.equal(refused.length, 0);
    sweep(11, 11);
    assert.deepEqual(
      refused.map(({ reason }) => reason),
      ["HEADER_TIMEOUT"],
    );
    assert.equal(socket.received, "");
  });

  it("ends without a word for a peer that says nothing", () => {
    const { socket, refused, sweep } = connect(answer);
    sweep(1, 10);
    assert.equal(socket.destroyed, false);
    sweep(12, 12);
    assert.deepEqual([socket.destroyed, refused.length], [true, 0]);
  });

  it("begins anew with every head", async () => {
    const { refused, send, sweep } = connect(answer);
    await send(request.slice(0, 5));
    for (let second = 1; second < 60; second++) {
      await send(request.slice(5) + request.slice(0, 5));
      sweep(second, second);
    }
    assert.equal(refused.length, 0);
  });

  it("is 75 seconds for an idle one", async () => {
    const { socket, send, sweep } = connect(answer);
    await send(request);
    assert.match(socket.received, /keep-alive: timeout=70\r\n/);
    sweep(1, 74);
    assert.equal(socket.writableEnded, false);
    sweep(77, 77);
    assert.equal(socket.writableEnded, true);
  });

  it("does not run while an answer is being made", async () => {
    const { socket, send, sweep } = connect(ignore);
    await send(request);
    sweep(1, 1000);
    assert.equal(socket.writableEnded || socket.destroyed, false);
  });

  it("is two seconds for the rest of a body that was answered", async () => {
    const { socket, send, sweep } = connect(answer);
    await send(`${post}abc`);
    assert.match(socket.received, /^HTTP\/1\.1 200 .*keep-alive/s);
    sweep(1, 2);
    assert.equal(socket.destroyed, false);
    sweep(4, 4);
    assert.equal(socket.destroyed, true);
  });
});

describe("a connection holds back", () => {
  it("a peer whose body nobody reads", async () => {
    const { socket, send } = connect(ignore);
    await send(`${post}${"x".repeat(60_000)}`);
    assert.equal(socket.isPaused(), false);
    await send("x".repeat(10_000));
    assert.equal(socket.isPaused(), true);
  });

  it("requests beyond 32 until one is answered", async () => {
    const asked: Exchange[] = [];
    const { socket, send } = connect((exchange) => asked.push(exchange));
    await send(request.repeat(40));
    assert.deepEqual([asked.length, socket.isPaused()], [32, true]);
    for (let index = 0; index < 40; index++) answer(asked[index]!);
    assert.equal(asked.length, 40);
    await turn();
    assert.equal(socket.received.split("HTTP/1.1 200").length, 41);
    assert.equal(socket.isPaused(), false);
  });

  it("a peer that does not take its answers", async () => {
    let served = 0;
    const socket = new MemorySocket({ isRead: false });
    const { send } = connect((exchange) => {
      served++;
      exchange.respondOnce(200, {}, "x".repeat(50_000));
    }, socket);
    await send(request.repeat(1000));
    assert.ok(served < 10, `${served} served`);
    assert.equal(socket.isPaused(), true);
    socket.takeAll();
    for (let turns = 0; turns < 1000; turns++) await turn();
    assert.equal(served, 1000);
  });
});

describe("a peer that takes nothing", () => {
  it("is cut off after 30 seconds without traffic", async () => {
    const socket = new MemorySocket({ isRead: false });
    const { send } = connect(answer, socket);
    await send(request);
    assert.equal(socket.timeoutMs, 30_000);
    socket.emit("timeout");
    assert.equal(socket.destroyed, true);
  });

  it("is not when it took all in the end", async () => {
    const socket = new MemorySocket({ isRead: false });
    const { send } = connect(answer, socket);
    await send(request);
    socket.takeAll();
    socket.emit("timeout");
    assert.deepEqual([socket.destroyed, socket.timeoutMs], [false, 0]);
  });
});

describe("many requests on a connection", () => {
  it("are answered in order, 10,000 of them at once", async () => {
    const { socket, send } = connect((exchange) => void Promise.resolve().then(() => answer(exchange)));
    await send(Array.from({ length: 10_000 }, (_, index) => request.replace("/", `/${index}`)).join(""));
    for (let turns = 0; turns < 1000; turns++) await turn();
    const targets = [...socket.received.matchAll(/\r\n\r\n\/(\d+)/g)].map(([, number]) => Number(number));
    assert.deepEqual(
      targets,
      Array.from({ length: 10_000 }, (_, index) => index),
    );
  });

  it("leave nothing behind", async () => {
    const { socket, send } = connect(answer);
    const thousand = request.repeat(1000);
    const play = async (thousands: number) => {
      for (let count = 0; count < thousands; count++) {
        await send(thousand);
        socket.forget();
      }
      for (let rounds = 0; rounds < 3; rounds++) {
        await turn();
        collectGarbage();
      }
      return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    };
    const early = await play(50);
    const late = await play(200);
    const perRequest = (late - early) / 200_000;
    assert.ok(perRequest < 40, `${perRequest} bytes of each are kept`);
  });

  it("end with the last one that was taken when the server drains", async () => {
    const asked: Exchange[] = [];
    const { socket, send, drain } = connect((exchange) => asked.push(exchange));
    await send(request.repeat(2));
    drain();
    await send(request);
    for (const exchange of asked) answer(exchange);
    await turn();
    assert.equal(asked.length, 2);
    assert.deepEqual(socket.received.match(/connection: [a-z-]+/g), ["connection: keep-alive", "connection: close"]);
    assert.equal(socket.writableEnded, true);
  });

  it("end with one that was on its way when the server drained", async () => {
    const { socket, send, drain } = connect(answer);
    await send(request + request.slice(0, 8));
    drain();
    for (let turns = 0; turns < 5; turns++) await turn();
    assert.equal(socket.writableEnded, false);
    await send(request.slice(8) + request);
    assert.deepEqual(socket.received.match(/connection: [a-z-]+/g), ["connection: keep-alive", "connection: close"]);
    assert.equal(socket.writableEnded, true);
  });

  it("are heard out when more came than is served, so that no reset takes the last answer", async () => {
    const asked: Exchange[] = [];
    const { socket, send } = connect((exchange) => asked.push(exchange));
    await send(`GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n${request}`);
    answer(asked[0]!);
    await turn();
    assert.deepEqual([asked.length, socket.writableEnded, socket.destroyed], [1, true, false]);
    socket.push(null);
    for (let turns = 0; turns < 5; turns++) await turn();
    assert.equal(socket.destroyed, true);
  });

  it("hold no memory once they are answered", async () => {
    const bytes = `${post.replace("1000000", "60000")}${"x".repeat(60_000)}`;
    const idle: unknown[] = [];
    const early = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 200; count++) {
      const connection = connect((exchange) => {
        void exchange.readWhole(100_000, 5000);
        answer(exchange);
      });
      await connection.send(bytes);
      idle.push(connection);
    }
    await turn();
    collectGarbage();
    const perConnection = (process.memoryUsage().arrayBuffers - early) / idle.length;
    assert.ok(perConnection < 20_000, `${perConnection} bytes are kept by each`);
  });
});

describe("an answer", () => {
  it("cannot carry a line break in its head", async () => {
    const thrown: unknown[] = [];
    const { socket, send } = connect((exchange) => {
      for (const headers of [{ x: "a\r\nb: c" }, { "x\r\ny": "z" }, { x: ["a", "\n"] }, { x: "\u0100" }]) {
        try {
          exchange.respondOnce(200, headers);
        } catch (error) {
          thrown.push(error);
        }
      }
      answer(exchange);
    });
    await send(request);
    assert.equal(thrown.length, 4);
    assert.equal(socket.received.match(/HTTP\/1\.1/g)?.length, 1);
  });

  it("ends with the connection for HTTP/1.0, which knows no chunks", async () => {
    const { socket, send } = connect((exchange) => {
      exchange.respond(200, {});
      void exchange.write(Buffer.from("a"));
      exchange.end();
    });
    await send("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    assert.match(socket.received, /connection: close\r\n\r\na$/);
    assert.equal(socket.writableEnded, true);
  });

  it("keeps the connection of HTTP/1.0 when asked to", async () => {
    const { socket, send } = connect(answer);
    await send("GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n");
    assert.match(socket.received, /connection: keep-alive/);
    await send("GET / HTTP/1.0\r\n\r\n");
    assert.match(socket.received, /connection: close\r\n\r\n\/$/);
    assert.equal(socket.writableEnded, true);
  });
});
