import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { type Env, implement, type Module } from "@flotilla/chassis";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { assertNoLeaks, countSockets, createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { createCertificate } from "./create-certificate.ts";

/** EchoService whose `say` and `repeat` wait for the gate once they have arrived. */
function createGated() {
  const gate = Promise.withResolvers<void>();
  const arrivals: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const arrive = (name: string) => {
    arrivals.push(name);
    for (const waiter of waiting) if (arrivals.length >= waiter.count) waiter.resolve();
  };
  const unused = () => assert.fail("this rpc is not part of the test");
  const service = implement(EchoService, {
    async say(note) {
      arrive("say");
      await gate.promise;
      return note;
    },
    async *repeat(note) {
      yield { text: note.text, number: 1 };
      arrive("repeat");
      await gate.promise;
      yield { text: note.text, number: 2 };
    },
    sayLittle: unused,
    collect: unused,
    collectFew: unused,
    converse: unused,
    upload: unused,
  });
  const module: Module = { name: "echo", services: [service], parts: [] };
  const arrived = (count: number) => new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { module, open: gate.resolve, arrived };
}

/** A certificate for all tests of this file. */
const folder = mkdtempSync(join(tmpdir(), "flotilla-drain-"));
const files = await createCertificate(folder, "drain");
after(() => rmSync(folder, { recursive: true }));

const ca = readFileSync(files.cert);
const secure: Env = { TLS_CERT_FILE: files.cert, TLS_KEY_FILE: files.key };

/** Sends over HTTP/1.1, in cleartext or TLS; `body` is written by the caller of {@link upload}. */
function upload(started: StartedApp) {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const answer = fetch(`${started.url}/v1/upload`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: body.readable,
    duplex: "half",
  });
  return { writer, answer };
}

for (const [name, env] of [
  ["cleartext", {}],
  ["TLS", secure],
] as const) {
  describe(`draining over ${name}`, () => {
    it("finishes calls and streams in flight, and leaves no socket behind", async () => {
      const before = countSockets();
      const { module, open, arrived } = createGated();
      const started = await startApp(module, { env });
      const manager = new Http2SessionManager(started.url, {}, { ca });
      const client = createClient(EchoService, createGrpcTransport({ baseUrl: started.url, sessionManager: manager }));
      const rest = getText(`${started.url}/v1/say/rest`);
      const unary = client.say({ text: "unary" });
      const stream = Array.fromAsync(client.repeat({ text: "stream" }));
      await arrived(3);
      const stopping = started.app.stop();
      await assert.rejects(getText(`${started.url}/v1/say/late`));
      open();
      assert.match(await rest, /"text":"rest"/);
      assert.equal((await unary).text, "unary");
      assert.deepEqual(
        (await stream).map((note) => note.number),
        [1, 2],
      );
      await stopping;
      manager.abort();
      await assertNoLeaks(before);
    });
  });
}

describe("draining", () => {
  it("finishes an upload", async () => {
    await using started = await startApp(createEcho(), { env: { DRAIN_TIMEOUT_MS: "5000" } });
    const { writer, answer } = upload(started);
    await writer.write(Buffer.from("abc"));
    const probe = await fetch(`${started.url}/v1/say/there`);
    await probe.arrayBuffer();
    const stopping = started.app.stop();
    await writer.write(Buffer.from("def"));
    await writer.close();
    assert.equal(((await (await answer).json()) as { number: number }).number, 6);
    await stopping;
  });

  it("aborts what outlives DRAIN_TIMEOUT_MS, and tells the callers", async () => {
    const { module, arrived } = createGated();
    await using started = await startApp(module, { env: { DRAIN_TIMEOUT_MS: "60" } });
    const manager = new Http2SessionManager(started.url);
    const client = createClient(EchoService, createGrpcTransport({ baseUrl: started.url, sessionManager: manager }));
    const rest = fetch(`${started.url}/v1/say/rest`);
    const unary = assertDraining(client.say(create(NoteSchema, { text: "unary" })));
    const stream = assertDraining(Array.fromAsync(client.repeat({ text: "stream" })));
    await arrived(3);
    await started.app.stop();
    const answer = await rest;
    assert.equal(answer.status, 503);
    assert.equal(((await answer.json()) as { reason: string }).reason, "DRAINING");
    await Promise.all([unary, stream]);
    manager.abort();
  });

  it("serves on through DRAIN_DELAY_MS, no longer ready", async () => {
    await using started = await startApp(createEcho(), { env: { DRAIN_DELAY_MS: "300" } });
    const stopping = started.app.stop();
    assert.equal((await fetch(`${started.url}/readyz`)).status, 503);
    assert.equal((await fetch(`${started.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${started.url}/v1/say/still`)).status, 200);
    await stopping;
    await assert.rejects(fetch(`${started.url}/v1/say/late`));
  });
});

async function assertDraining(call: Promise<unknown>): Promise<void> {
  const error = await call.then(() => assert.fail("the call succeeded"), ConnectError.from);
  assert.equal(error.code, Code.Unavailable);
  assert.match(error.rawMessage, /is stopping/);
}

async function getText(url: string): Promise<string> {
  if (url.startsWith("http:")) return (await fetch(url)).text();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const agent = new Agent({ ...{ ca } });
  request(url, { agent }, async (answer) => {
    let text = "";
    for await (const chunk of answer) text += chunk;
    resolve(text);
  })
    .on("error", reject)
    .end();
  return promise;
}
