import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:http2";
import { describe, it } from "node:test";
import type { Call, Fault, Module, Rpcs } from "@flotilla/chassis";
import type { TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { RawClient } from "./raw-client.ts";
import { readEvents } from "./read-events.ts";
import { createTranscodingApi } from "./transcoding.ts";

const accept = "text/event-stream";
const path = "/v1/books:watch";

function startWatch(rpcs: Partial<Rpcs<typeof TranscodingService>> = {}): Promise<StartedApp> {
  const module: Module = { name: "test", services: [createTranscodingApi(rpcs)], parts: [] };
  return startApp(module, { env: { DRAIN_TIMEOUT_MS: "100" } });
}

/** A stream of large messages without end, and what became of its handler. */
function endless() {
  const cleaned = Promise.withResolvers<unknown>();
  const state = { pulled: 0 };
  async function* watchBooks(_request: unknown, call: Call) {
    try {
      for (; ; state.pulled++) yield { text: "x".repeat(50_000) };
    } finally {
      cleaned.resolve((call.signal.reason as Fault | undefined)?.reason);
    }
  }
  return { watchBooks, state, cleaned: cleaned.promise };
}

async function settled(state: { readonly pulled: number }): Promise<number> {
  for (;;) {
    const before = state.pulled;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    if (before > 0 && state.pulled === before) return before;
  }
}

/** Opens the stream and reads nothing of it; answers how to hang up. */
const openers: Readonly<Record<string, (started: StartedApp) => Promise<() => void>>> = {
  "HTTP/1.1": async ({ url }) => {
    const call = request(url + path, { headers: { accept }, agent: false }).on("error", () => undefined);
    call.end();
    await once(call, "response");
    return () => call.destroy();
  },
  "HTTP/2": async ({ url }) => {
    const session = connect(url).on("error", () => undefined);
    const stream = session.request({ ":path": path, accept }).on("error", () => undefined);
    await once(stream, "response");
    return () => session.destroy();
  },
};

describe("an event stream on the wire", () => {
  for (const [version, open] of Object.entries(openers)) {
    it(`holds the handler back while a client of ${version} does not read, and ends it when the client is gone`, async () => {
      const { watchBooks, state, cleaned } = endless();
      await using started = await startWatch({ watchBooks });
      const hangUp = await open(started);
      const pulled = await settled(state);
      assert.ok(pulled < 1000, `the handler was pulled ${pulled} times`);
      hangUp();
      assert.equal(await cleaned, "CANCELLED");
    });

    it(`opens over ${version} before there is a message`, async () => {
      const told = Promise.withResolvers<void>();
      async function* watchBooks(_request: unknown, call: Call) {
        await once(call.signal, "abort");
        told.resolve();
        yield {};
      }
      await using started = await startWatch({ watchBooks });
      const hangUp = await open(started);
      hangUp();
      await told.promise;
    });
  }

  it("brings each message as it comes", async () => {
    const next = Promise.withResolvers<void>();
    async function* watchBooks() {
      yield { int32Value: 1 };
      await next.promise;
      yield { int32Value: 2 };
    }
    await using started = await startWatch({ watchBooks });
    const answer = await fetch(started.url + path, { headers: { accept } });
    let text = "";
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      next.resolve();
    }
    assert.deepEqual(
      readEvents(text).map(({ type }) => type),
      ["message", "message", "end"],
    );
  });

  it("ends with the connection over HTTP/1.0, which knows no chunks", async () => {
    await using started = await startWatch();
    await using client = await RawClient.connect(Number(new URL(started.url).port));
    await client.write(`GET ${path}?int32Value=2 HTTP/1.0\r\naccept: ${accept}\r\n\r\n`);
    const [head, body] = (await client.closed()).split("\r\n\r\n");
    assert.doesNotMatch(head!, /transfer-encoding|content-length/i);
    assert.match(body!, /^data: /);
    assert.deepEqual(
      readEvents(body!).map(({ type }) => type),
      ["message", "message", "end"],
    );
  });

  it("tells a client to come back when the process stops", async () => {
    const opened = Promise.withResolvers<void>();
    async function* watchBooks(_request: unknown, call: Call) {
      yield { int32Value: 1 };
      opened.resolve();
      await once(call.signal, "abort");
    }
    const started = await startWatch({ watchBooks });
    const answer = await fetch(started.url + path, { headers: { accept } });
    await opened.promise;
    const [text] = await Promise.all([answer.text(), started[Symbol.asyncDispose]()]);
    const last = readEvents(text).at(-1)!;
    assert.deepEqual([last.type, JSON.parse(last.data).reason, last.lastEventId], ["error", "DRAINING", ""]);
    assert.match(text, /^retry: 1000$/m);
  });

  it("is read to its end by an EventSource that comes back once and then stays away", async () => {
    let opened = 0;
    async function* watchBooks() {
      opened++;
      yield { int32Value: 7 };
    }
    await using started = await startWatch({ watchBooks });
    const script = `
      const source = new EventSource(process.argv[1]);
      const waiting = setInterval(() => undefined, 60_000);
      source.onopen = () => console.log("open");
      source.onmessage = ({ data }) => console.log("message", JSON.parse(data).int32Value);
      source.addEventListener("end", () => console.log("end"));
      source.onerror = () => {
        const isClosed = source.readyState === EventSource.CLOSED;
        console.log(isClosed ? "closed" : "reconnecting");
        if (isClosed) clearInterval(waiting);
      };`;
    const child = spawn(process.execPath, ["--experimental-eventsource", "-e", script, started.url + path]);
    let said = "";
    for await (const text of child.stdout.setEncoding("utf8")) said += text;
    assert.deepEqual(said.trim().split("\n"), ["open", "message 7", "end", "reconnecting", "closed"]);
    assert.equal(opened, 1);
  });
});
