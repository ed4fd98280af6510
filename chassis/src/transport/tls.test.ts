import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { createCertificate, signCertificate } from "../../test/create-certificate.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { openPort } from "../../test/open-port.ts";
import { RawClient } from "../../test/raw-client.ts";
import type { Exchange } from "./exchange.ts";
import { createTls, type Tls, tlsCheck } from "./tls.ts";

function answerPeer(exchange: Exchange): void {
  exchange.respondOnce(200, { connection: "close" }, `version ${exchange.httpVersion} ${exchange.peer.certificate}`);
}

async function createFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "flotilla-tls-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function connectTo(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ port, host: "127.0.0.1", ...options });
  await once(socket, "secureConnect");
  return socket;
}

async function get(socket: TLSSocket): Promise<string> {
  socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text;
}

function subjectOf(socket: TLSSocket): unknown {
  return socket.getPeerCertificate().subject.CN;
}

describe("TLS", { timeout: 120_000 }, () => {
  it("speaks the protocol that ALPN agreed on, and HTTP/1.1 without ALPN", async () => {
    await using folder = await createFolder();
    const { cert, key } = await createCertificate(folder.path, "one");
    const settings = { tlsCertFile: cert, tlsKeyFile: key, tlsClientCaFile: undefined };
    await using server = await openPort(answerPeer, { tls: createTls(settings, newTelemetry()) });
    const ca = readFileSync(cert);
    const plain = await connectTo(server.port, { ca });
    assert.equal(plain.alpnProtocol, false);
    assert.match(await get(plain), /version 1 undefined$/);
    const http1 = await connectTo(server.port, { ca, ALPNProtocols: ["http/1.1"] });
    assert.match(await get(http1), /version 1 undefined$/);
    const both = await connectTo(server.port, { ca, ALPNProtocols: ["http/1.1", "h2"] });
    assert.equal(both.alpnProtocol, "h2");
    both.destroy();
  });

  it("names the verified client certificate, and refuses clients without one", async () => {
    await using folder = await createFolder();
    const issuer = await createCertificate(folder.path, "issuer");
    const client = await signCertificate(folder.path, "students", issuer);
    const stranger = await createCertificate(folder.path, "stranger");
    const settings = { tlsCertFile: issuer.cert, tlsKeyFile: issuer.key, tlsClientCaFile: issuer.cert };
    await using server = await openPort(answerPeer, { tls: createTls(settings, newTelemetry()) });
    const ca = readFileSync(issuer.cert);
    const shown = { ca, cert: readFileSync(client.cert), key: readFileSync(client.key) };
    assert.match(await get(await connectTo(server.port, shown)), /version 1 students$/);
    assert.match(await get(await connectTo(server.port, { ca })), /^HTTP\/1\.1 400 [\s\S]*"CERTIFICATE_REFUSED"/);
    const unknown = { ca, cert: readFileSync(stranger.cert), key: readFileSync(stranger.key) };
    assert.match(await get(await connectTo(server.port, unknown)), /^HTTP\/1\.1 400 [\s\S]*"CERTIFICATE_REFUSED"/);
  });

  it("takes new files over when a symlink is swapped, and keeps the old ones when the new are broken", async () => {
    await using folder = await createFolder();
    const point = (target: string) => {
      symlinkSync(target, join(folder.path, "next"));
      renameSync(join(folder.path, "next"), join(folder.path, "..data"));
    };
    const place = async (name: string) => {
      await mkdir(join(folder.path, name));
      const made = await createCertificate(join(folder.path, name), name);
      renameSync(made.cert, join(folder.path, name, "tls.crt"));
      renameSync(made.key, join(folder.path, name, "tls.key"));
    };
    await place("old");
    await place("new");
    await mkdir(join(folder.path, "broken"));
    writeFileSync(join(folder.path, "broken", "tls.crt"), "no certificate");
    writeFileSync(join(folder.path, "broken", "tls.key"), "no key");
    point("old");
    for (const name of ["tls.crt", "tls.key"]) symlinkSync(join("..data", name), join(folder.path, name));
    const files = { tlsCertFile: join(folder.path, "tls.crt"), tlsKeyFile: join(folder.path, "tls.key") };
    const telemetry = newTelemetry();
    const { tls, changed } = watched(createTls({ ...files, tlsClientCaFile: undefined }, telemetry)!);
    await using server = await openPort(answerPeer, { tls });

    assert.equal(await presented(server.port), "old");
    point("broken");
    await until(() => telemetry.written.some((line) => line.includes("certificate not reloaded")));
    assert.equal(await presented(server.port), "old");
    point("new");
    await changed;
    assert.equal(await presented(server.port), "new");
  });

  it("takes over what was replaced while the process started", async () => {
    await using folder = await createFolder();
    const { cert, key } = await createCertificate(folder.path, "old");
    const settings = { tlsCertFile: cert, tlsKeyFile: key, tlsClientCaFile: undefined };
    const { tls, changed } = watched(createTls(settings, newTelemetry())!);
    const next = await createCertificate(folder.path, "next");
    renameSync(next.key, key);
    renameSync(next.cert, cert);
    await using server = await openPort(answerPeer, { tls });
    await changed;
    assert.equal(await presented(server.port), "next");
  });

  it("finds files that do not belong together, before anything starts", async () => {
    await using folder = await createFolder();
    const [one, two] = [await createCertificate(folder.path, "one"), await createCertificate(folder.path, "two")];
    const check = (tlsCertFile: string, tlsKeyFile: string) =>
      tlsCheck.find({ tlsCertFile, tlsKeyFile, tlsClientCaFile: undefined });
    assert.equal(check(one.cert, one.key), undefined);
    assert.match(check(one.cert, two.key) ?? "", /^TLS_CERT_FILE and TLS_KEY_FILE must be /);
    assert.match(check(one.key, one.key) ?? "", /^TLS_CERT_FILE and TLS_KEY_FILE must be /);
  });

  it("closes a connection that never shakes hands", async () => {
    await using folder = await createFolder();
    const { cert, key } = await createCertificate(folder.path, "one");
    const settings = { tlsCertFile: cert, tlsKeyFile: key, tlsClientCaFile: undefined };
    const tls = createTls(settings, newTelemetry());
    await using server = await openPort(answerPeer, { tls, headerTimeoutMs: 60 });
    await using client = await RawClient.connect(server.port);
    assert.equal(await client.closed(), "");
  });
});

/** Tells when the files were taken over. */
function watched(tls: Tls): { tls: Tls; changed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watch: Tls["watch"] = (onChange) =>
    tls.watch((options) => {
      onChange(options);
      resolve();
    });
  return { tls: { ...tls, watch }, changed: promise };
}

async function presented(port: number): Promise<unknown> {
  const socket = await connectTo(port, { rejectUnauthorized: false });
  const subject = subjectOf(socket);
  socket.destroy();
  return subject;
}

/** Turns the event loop until `isTrue`; the test's own timeout bounds it. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await turn();
}
