import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createGrpcClient, type WireTls } from "@flotilla/chassis/client";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { type CertificateFiles, createCertificate, signCertificate } from "./create-certificate.ts";

describe("createGrpcClient over TLS", () => {
  let folder = "";
  let server: CertificateFiles;
  let client: CertificateFiles;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "flotilla-client-tls-"));
    server = await createCertificate(folder, "server");
    client = await signCertificate(folder, "client", server);
  });

  after(() => rmSync(folder, { recursive: true }));

  const start = (env = {}) =>
    startApp(createEcho(), { env: { TLS_CERT_FILE: server.cert, TLS_KEY_FILE: server.key, ...env } });

  async function say({ address }: StartedApp, tls: WireTls | undefined): Promise<string> {
    using echo = createGrpcClient(EchoService, { address, tls, timeoutMs: 5000 });
    return (await echo.say({ text: "hi" })).text;
  }

  it("trusts the roots it is given", async () => {
    await using started = await start();
    assert.equal(await say(started, { ca: readFileSync(server.cert) }), "hi");
  });

  it("asks for the name it is given", async () => {
    await using started = await start();
    const ca = readFileSync(server.cert);
    assert.equal(await say(started, { ca, servername: "localhost" }), "hi");
    const wrong = say(started, { ca, servername: "example.org" });
    await assert.rejects(wrong, { code: "unavailable", reason: "PEER_UNREACHABLE", message: /example\.org/ });
  });

  it("refuses a stranger's certificate unless it is told not to look", async () => {
    await using started = await start();
    await assert.rejects(say(started, {}), { code: "unavailable", message: /self-signed/ });
    assert.equal(await say(started, { isInsecure: true }), "hi");
  });

  it("shows its own certificate to a server that asks for one", async () => {
    await using started = await start({ TLS_CLIENT_CA_FILE: server.cert });
    const ca = readFileSync(server.cert);
    await assert.rejects(say(started, { ca }), { code: "unavailable" });
    assert.equal(await say(started, { ca, cert: readFileSync(client.cert), key: readFileSync(client.key) }), "hi");
  });

  it("is unavailable where one side speaks TLS and the other does not", async () => {
    await using secure = await start();
    await using plain = await startApp(createEcho());
    await assert.rejects(say(secure, undefined), { code: "unavailable" });
    await assert.rejects(say(plain, { isInsecure: true }), { code: "unavailable" });
  });
});
