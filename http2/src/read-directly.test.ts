import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { MemorySocket } from "../test/memory-socket.ts";
import { openPair } from "../test/open-pair.ts";
import { readDirectly } from "./read-directly.ts";

/** Gathers what is taken; `until` resolves once so many bytes were. */
function createTaker() {
  let text = "";
  let check = () => {};
  return {
    take: (chunk: Buffer) => {
      text += chunk.toString("latin1");
      check();
    },
    read: () => text,
    until(length: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      check = () => text.length >= length && resolve();
      check();
      return promise;
    },
  };
}

/** Waits until a paused socket holds so many bytes. */
async function untilHeld(socket: Socket, bytes: number): Promise<void> {
  while (socket.readableLength < bytes) await setImmediate();
}

describe("readDirectly", () => {
  it("hands out what a socket reads without the stream's knowledge", async () => {
    await using pair = await openPair();
    const taker = createTaker();
    readDirectly(pair.server);
    pair.server.on("data", taker.take);
    pair.server.resume();
    pair.client.write("a");
    await taker.until(1);
    assert.equal(pair.server.readableDidRead, false);
    pair.client.write("b");
    await taker.until(2);
    assert.equal(taker.read(), "ab");
  });

  it("keeps the order with bytes that were put back, and with those that came during a pause", async () => {
    await using pair = await openPair();
    const taker = createTaker();
    const expected = ["back", ..."0123456789"].join("");
    pair.server.unshift(Buffer.from("back"));
    readDirectly(pair.server);
    pair.server.on("data", taker.take);
    pair.server.resume();
    pair.client.write("01");
    await taker.until(6);
    pair.server.pause();
    pair.client.write("234");
    await untilHeld(pair.server, 3);
    assert.equal(taker.read(), "back01");
    pair.client.write("56");
    pair.server.resume();
    await taker.until(11);
    pair.client.write("789");
    await taker.until(expected.length);
    assert.equal(taker.read(), expected);
  });

  it("holds a peer back for as long as the socket is paused", async () => {
    await using pair = await openPair();
    const taker = createTaker();
    readDirectly(pair.server);
    pair.server.on("data", taker.take);
    pair.server.resume();
    pair.client.write("go");
    await taker.until(2);
    pair.server.pause();
    const much = Buffer.alloc(64 * 1024 * 1024, "x");
    pair.client.write(much);
    await untilHeld(pair.server, pair.server.readableHighWaterMark);
    assert.ok(pair.client.writableLength > 0);
    assert.equal(taker.read(), "go");
    pair.server.resume();
    await taker.until(2 + much.length);
  });

  it("tells of the end", async () => {
    await using pair = await openPair();
    const taker = createTaker();
    readDirectly(pair.server);
    pair.server.on("data", taker.take);
    pair.server.resume();
    pair.client.end("last");
    await once(pair.server, "end");
    assert.equal(taker.read(), "last");
  });

  it("leaves a stream alone that reads only when it is asked", async () => {
    const socket = new MemorySocket();
    const taker = createTaker();
    readDirectly(socket as unknown as Socket);
    socket.on("data", taker.take);
    socket.push("a");
    socket.push("b");
    await taker.until(2);
    assert.equal(taker.read(), "ab");
  });
});
