import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { hello, toBlock, toFrame } from "./http2-frames.ts";
import { RawClient } from "./raw-client.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const say = toBlock(
  ...[":method", "POST", ":scheme", "http", ":path", "/flotilla.test.v1.EchoService/Say"],
  ...["content-type", "application/grpc", "te", "trailers"],
);
const message = Buffer.from("\0\0\0\0\x04\x0a\x02hi");
const cancel = Buffer.of(0, 0, 0, 8);
const nothing = Buffer.alloc(4);

/** What a hostile client does with one stream, packet by packet. */
const attacks: Readonly<Record<string, (id: number) => Buffer[]>> = {
  "resets what it asked for": (id) => [begin(id), toFrame({ type: 3, flags: 0, id }, cancel)],
  "makes us reset what it asked for": (id) => [begin(id), toFrame({ type: 8, flags: 0, id }, nothing)],
  "sends empty DATA": (id) => [
    begin(id),
    ...Array.from({ length: 20 }, () => toFrame({ type: 0, flags: 0, id }, Buffer.alloc(0))),
  ],
  "sends PING": () => Array.from({ length: 20 }, () => toFrame({ type: 6, flags: 0, id: 0 }, Buffer.alloc(8))),
  "sends SETTINGS": () => Array.from({ length: 20 }, () => toFrame({ type: 4, flags: 0, id: 0 }, Buffer.alloc(0))),
  "sends CONTINUATION without end": (id) => [
    toFrame({ type: 1, flags: 0, id }, say),
    ...Array.from({ length: 100 }, () => toFrame({ type: 9, flags: 0, id }, Buffer.alloc(0))),
  ],
};

function begin(id: number): Buffer {
  return Buffer.concat([toFrame({ type: 1, flags: 4, id }, say), toFrame({ type: 0, flags: 0, id }, message)]);
}

/** Attacks in packets of their own until the connection is closed; answers all that came back. */
async function attack(port: number, toPackets: (id: number) => Buffer[]): Promise<string> {
  await using client = await RawClient.connect(port);
  await client.write(hello);
  for (let id = 1; id < 10_000 && !client.socket.destroyed && client.socket.writable; id += 2) {
    for (const packet of toPackets(id)) client.socket.write(packet);
    // Each stream is handed out before it is taken back.
    if (id % 8 === 1) await turn();
  }
  return await client.closed();
}

/** A good client's calls, one after the other, until told to stop. */
async function callUntil(started: StartedApp, isOver: () => boolean): Promise<number> {
  const client = createClient(EchoService, createGrpcTransport({ baseUrl: started.url }));
  let calls = 0;
  do {
    assert.equal((await client.say({ text: "hi" })).text, "hi");
    calls++;
  } while (!isOver());
  return calls;
}

/** What GOAWAY says of it. */
const calmed = /too many|too large/;

describe("a hostile client", { timeout: 60_000 }, () => {
  for (const [what, toPackets] of Object.entries(attacks)) {
    it(`that ${what} is sent away, again and again, while others are served`, async () => {
      await using started = await startApp(createEcho());
      const port = Number(new URL(started.url).port);
      await attack(port, toPackets);
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      let isOver = false;
      const served = callUntil(started, () => isOver);
      for (let times = 0; times < 10; times++) assert.match(await attack(port, toPackets), calmed);
      isOver = true;
      assert.ok((await served) > 1);
      collectGarbage();
      const grown = process.memoryUsage().heapUsed - before;
      assert.ok(grown < 10_000_000, `${grown} bytes`);
    });
  }
});
