import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { connect } from "node:tls";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, startApp } from "@flotilla/testkit";
import { createTestCa, type IssuedCertificate, type TestCa } from "@flotilla/testkit/test-ca";
import { createClient } from "../src/client/client.ts";
import { type ChannelOptions, createChannel } from "../src/client/create-channel.ts";
import { createPeerTls } from "../src/client/peer-tls.ts";
import { type CreateWireOptions, createWire } from "../src/client/wire/create-wire.ts";
import { retirementMs, type WireTls } from "../src/client/wire/wire-options.ts";
import { ManualClock } from "./manual-clock.ts";
import { newTelemetry } from "./new-telemetry.ts";
import { poll, startPlaces } from "./secure-places.ts";
import { sendText } from "./wire/exchange-text.ts";

const ways: Readonly<Record<string, Partial<ChannelOptions>>> = {
  "gRPC by our engine": { protocol: "grpc" },
  "gRPC by node:http2": { protocol: "grpc", engine: "node" },
  "Connect over HTTP/1.1": { protocol: "connect", httpVersion: 1 },
};

const kinds: Readonly<Record<string, Partial<CreateWireOptions>>> = {
  "HTTP/1.1": { httpVersion: 1 },
  "HTTP/2 by our engine": { engine: "flotilla" },
  "HTTP/2 by node:http2": { engine: "node" },
};

let old: TestCa;
let next: TestCa;

before(async () => {
  [old, next] = await Promise.all([createTestCa("old"), createTestCa("next")]);
});

after(() => {
  old[Symbol.dispose]();
  next[Symbol.dispose]();
});

/** A secret as Kubernetes mounts it: files that lead through `..data`, which is swapped as one. */
function mount() {
  const folder = mkdtempSync(join(old.folder, "mounted-"));
  let version = 0;
  return {
    cert: join(folder, "tls.crt"),
    key: join(folder, "tls.key"),
    ca: join(folder, "ca.crt"),
    put(pair: { cert: string; key: string }, ca: string) {
      const name = `..${++version}`;
      mkdirSync(join(folder, name));
      const files = { "tls.crt": pair.cert, "tls.key": pair.key, "ca.crt": ca };
      for (const [file, text] of Object.entries(files)) {
        writeFileSync(join(folder, name, file), text);
        if (version === 1) symlinkSync(`..data/${file}`, join(folder, file));
      }
      symlinkSync(name, join(folder, "..next"));
      renameSync(join(folder, "..next"), join(folder, "..data"));
    },
  };
}

/** Common name of the certificate that a server shows to newcomers. */
async function shownBy(port: number, { cert, key }: IssuedCertificate): Promise<string | string[] | undefined> {
  const socket = connect({ port, host: "127.0.0.1", cert, key, rejectUnauthorized: false });
  await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}

/** Calls without a pause, several at a time, until it is stopped; answers whom the server took its caller for. */
function keepCalling(call: () => Promise<string>) {
  const seen: string[] = [];
  let isOver = false;
  const caller = async () => {
    while (!isOver) seen.push(await call());
  };
  const callers = Promise.all(Array.from({ length: 4 }, caller));
  callers.catch(() => undefined);
  return {
    seen,
    async stop() {
      isOver = true;
      await callers;
    },
  };
}

for (const [name, way] of Object.entries(ways)) {
  describe(`certificates that are replaced under load, ${name}`, { timeout: 60_000 }, () => {
    it("fail no call, on either side, while both sides and their CA change", async () => {
      const [server, client] = [mount(), mount()];
      const both = old.ca + next.ca;
      const oldClock = await old.issue("clock", { commonName: "old clock" });
      const newClock = await next.issue("clock", { commonName: "new clock" });
      server.put(await old.issue("places", { commonName: "old places" }), both);
      client.put(oldClock, both);

      const { cert, key, ca } = server;
      await using places = await startPlaces({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key, TLS_CLIENT_CA_FILE: ca });
      const telemetry = newTelemetry();
      const settings = { tlsCaFile: client.ca, tlsCertFile: client.cert, tlsKeyFile: client.key };
      const tls = createPeerTls(settings, "spiffe://test.local/places", telemetry.log);
      using channel = createChannel({ url: `https://127.0.0.1:${places.port}`, tls: tls.read, ...way });
      const rpcs = createClient(PlacesService, channel);
      const load = keepCalling(async () => (await rpcs.getPlace({ id: 1 })).name);
      await poll(() => (load.seen.length > 8 ? true : undefined));

      server.put(await next.issue("places", { commonName: "new places" }), both);
      await poll(async () => ((await shownBy(places.port, oldClock)) === "new places" ? true : undefined));
      client.put(newClock, both);
      await poll(() => (load.seen.at(-1) === "new clock" ? true : undefined));
      const switched = load.seen.length;
      await poll(() => (load.seen.length > switched + 8 ? true : undefined));
      await load.stop();
      tls.close();

      assert.deepEqual(new Set(load.seen), new Set(["old clock", "new clock"]));
      assert.equal(telemetry.written.filter((line) => line.includes("certificate reloaded")).length, 1);
    });
  });
}

describe("certificates that are replaced", { timeout: 60_000 }, () => {
  it("change nothing and are logged when they are broken, on either side", async () => {
    const [server, client] = [mount(), mount()];
    const clock = await old.issue("clock");
    server.put(await old.issue("places"), old.ca);
    client.put(clock, old.ca);
    const { cert, key, ca } = server;
    await using places = await startPlaces({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key, TLS_CLIENT_CA_FILE: ca });
    const telemetry = newTelemetry();
    const settings = { tlsCaFile: client.ca, tlsCertFile: client.cert, tlsKeyFile: client.key };
    const tls = createPeerTls(settings, undefined, telemetry.log);
    const before = tls.read();

    const other = await old.issue("other");
    server.put({ cert: "no certificate", key: other.key }, old.ca);
    client.put({ cert: clock.cert, key: other.key }, old.ca);
    assert.equal((await places.line("certificate not reloaded"))["level"], "error");
    const line = await poll(() => telemetry.written.find((line) => line.includes("certificate not reloaded")));
    assert.match(line, /key values mismatch/);
    assert.equal(tls.read(), before);
    using channel = createChannel({ url: `https://127.0.0.1:${places.port}`, tls: tls.read });
    assert.equal((await createClient(PlacesService, channel).getPlace({ id: 1 })).name, "clock");

    client.put(clock, "no authority");
    await poll(() => telemetry.written.find((line) => line.includes("must hold certificates in PEM")));
    assert.equal(tls.read(), before);
    tls.close();
  });

  for (const engine of ["flotilla", "node"] as const) {
    it(`let a stream go on over its old connection, but not for ever, with ${engine}`, async () => {
      const { env } = await old.issue("server");
      await using started = await startApp(createEcho(), { env });
      const clock = new ManualClock();
      let tls: WireTls = { ca: old.ca };
      const keepAlive = { timeMs: 2 * retirementMs, timeoutMs: 1000 };
      using channel = createChannel({ url: started.url, tls: () => tls, clock, engine, keepAlive });
      const echo = createClient(EchoService, channel);
      const notes = new PassThrough({ objectMode: true });
      const answers = echo.converse(notes)[Symbol.asyncIterator]();
      notes.write({ text: "one" });
      assert.equal((await answers.next()).value?.text, "one");

      tls = { ca: old.ca };
      assert.equal((await echo.say({ text: "hi" })).text, "hi");
      notes.write({ text: "two" });
      assert.equal((await answers.next()).value?.text, "two");
      clock.advance(retirementMs);
      await assert.rejects(answers.next(), { code: "unavailable", message: /its certificates were replaced/ });
      assert.equal((await echo.say({ text: "hi" })).text, "hi");
    });
  }

  for (const [name, kind] of Object.entries(kinds)) {
    it(`are tried at once, however long a peer could not be reached with the old ones, over ${name}`, async () => {
      const { env } = await next.issue("server");
      await using started = await startApp(createEcho(), { env });
      const port = Number(new URL(started.url).port);
      let tls: WireTls = { ca: old.ca };
      const states: string[] = [];
      const onState = () => void states.push(wire.state);
      const wire = createWire({ host: "127.0.0.1", port, tls: () => tls, clock: new ManualClock(), onState, ...kind });
      const ask = () => sendText(wire, "x").answer;
      await assert.rejects(ask(), { message: /is not of an authority that we trust/ });
      assert.equal(wire.state, "failed");
      tls = { ca: next.ca };
      wire.connect();
      assert.notEqual(states.at(-1), "failed");
      await poll(() => (wire.state === "ready" ? true : undefined));
      assert.equal((await ask()).status, 404);
      wire.close();
    });
  }
});
