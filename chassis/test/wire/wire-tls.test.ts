import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createServer } from "node:tls";
import { type CreateWireOptions, createWire } from "../../src/client/wire/create-wire.ts";
import type { WireTls } from "../../src/client/wire/wire-options.ts";
import type { Fault } from "../../src/fault.ts";
import type { Exchange } from "../../src/transport/exchange.ts";
import { createTls } from "../../src/transport/tls.ts";
import { type CertificateFiles, createCertificate, signCertificate } from "../create-certificate.ts";
import { newTelemetry } from "../new-telemetry.ts";
import { openPort } from "../open-port.ts";
import { isLoss, readText, sendText } from "./exchange-text.ts";

const kinds: Readonly<Record<string, Pick<CreateWireOptions, "httpVersion" | "engine">>> = {
  "HTTP/1.1": { httpVersion: 1 },
  "HTTP/2 by flotilla": { engine: "flotilla" },
  "HTTP/2 by node": { engine: "node" },
};

let folder = "";
let server: CertificateFiles;
let client: CertificateFiles;

/** Sends one request; answers what the peer saw. */
async function ask(address: { port: number }, options: Partial<CreateWireOptions>): Promise<string> {
  const wire = createWire({ host: "127.0.0.1", port: address.port, ...options });
  try {
    return await readText(sendText(wire, "x").answer);
  } finally {
    wire.close();
  }
}

function start(tlsClientCaFile?: string) {
  const settings = { tlsCertFile: server.cert, tlsKeyFile: server.key, tlsClientCaFile };
  const tls = createTls(settings, newTelemetry());
  const listener = (exchange: Exchange) =>
    exchange.respondOnce(200, {}, `version ${exchange.httpVersion} ${exchange.peer.certificate}`);
  return openPort(listener, { tls });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "flotilla-wire-tls-"));
  server = await createCertificate(folder, "server");
  client = await signCertificate(folder, "client", server);
});

after(() => rmSync(folder, { recursive: true }));

for (const [name, kind] of Object.entries(kinds)) {
  describe(`${name} over TLS`, { timeout: 120_000 }, () => {
    const askWith = (address: { port: number }, tls: WireTls | undefined) => ask(address, { ...kind, tls });
    const version = kind.httpVersion ?? 2;

    it("trusts the roots it is given, and nobody else unless it is told not to look", async () => {
      await using peer = await start();
      assert.equal(await askWith(peer, { ca: readFileSync(server.cert) }), `version ${version} undefined`);
      await assert.rejects(askWith(peer, {}), (fault: Fault) => {
        assert.match(fault.message, /self-signed/);
        return isLoss(fault, true);
      });
      assert.equal(await askWith(peer, { isInsecure: true }), `version ${version} undefined`);
    });

    it("asks for the name it is given", async () => {
      await using peer = await start();
      const ca = readFileSync(server.cert);
      assert.equal(await askWith(peer, { ca, servername: "localhost" }), `version ${version} undefined`);
      await assert.rejects(askWith(peer, { ca, servername: "example.org" }), { message: /example\.org/ });
    });

    it("shows its own certificate to a peer that asks for one", async () => {
      await using peer = await start(server.cert);
      const ca = readFileSync(server.cert);
      const own = { ca, cert: readFileSync(client.cert), key: readFileSync(client.key) };
      assert.equal(await askWith(peer, own), `version ${version} client`);
    });

    it("shows no certificate any more that was replaced while the connection was opened", async () => {
      await using peer = await start(server.cert);
      const ca = readFileSync(server.cert);
      const show = (files: CertificateFiles): WireTls => ({
        ca,
        cert: readFileSync(files.cert),
        key: readFileSync(files.key),
      });
      const renewed = show(await signCertificate(folder, "renewed", server));
      let tls = show(client);
      const wire = createWire({ host: "127.0.0.1", port: peer.port, tls: () => tls, ...kind });
      const early = readText(sendText(wire, "x").answer);
      tls = renewed;
      await readText(sendText(wire, "x").answer);
      await early;
      assert.equal(await readText(sendText(wire, "x").answer), `version ${version} renewed`);
      wire.close();
    });

    it("says so when a peer asks for a certificate and there is none", async () => {
      const [cert, key] = [readFileSync(server.cert), readFileSync(server.key)];
      const own = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true };
      const peer = createServer({ ...own, ALPNProtocols: ["h2", "http/1.1"] }).listen(0, "127.0.0.1");
      await once(peer, "listening");
      await assert.rejects(askWith(peer.address() as AddressInfo, { ca: cert }), (fault: Fault) => {
        assert.match(fault.message, /: it wants a certificate and we have none \(.*certificate required\)$/);
        return isLoss(fault, true);
      });
      await once(peer.close(), "close");
    });

    it("guesses why a peer closes without a word when it has seen our certificate", async () => {
      const [cert, key] = [readFileSync(server.cert), readFileSync(server.key)];
      const stranger = await createCertificate(folder, "stranger");
      const shown = { cert: readFileSync(stranger.cert), key: readFileSync(stranger.key) };
      const own = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true };
      const peer = createServer({ ...own, ALPNProtocols: ["h2", "http/1.1"] }).listen(0, "127.0.0.1");
      await once(peer, "listening");
      const guess = /right behind the TLS handshake; it may not accept our certificate/;
      await assert.rejects(askWith(peer.address() as AddressInfo, { ca: cert, ...shown }), {
        code: "unavailable",
        message: version === 2 ? guess : /the connection was lost before the answer was complete/,
      });
      await once(peer.close(), "close");
    });

    it("says so when one side speaks TLS and the other does not", async () => {
      await using secure = await start();
      await using plain = await openPort((exchange) => exchange.respondOnce(200, {}));
      await assert.rejects(askWith(secure, undefined), (fault: Fault) => isLoss(fault, kind.httpVersion !== 1));
      await assert.rejects(askWith(plain, { isInsecure: true }), (fault: Fault) => isLoss(fault, true));
    });

    it("asks a peer whose TLS knows no ALPN, or another, to agree on HTTP/2", {
      skip: version === 1 && "HTTP/1.1 needs no ALPN",
    }, async () => {
      const [cert, key] = [readFileSync(server.cert), readFileSync(server.key)];
      for (const ALPNProtocols of [undefined, ["http/1.1"]]) {
        const peer = createServer({ cert, key, ...(ALPNProtocols && { ALPNProtocols }) }).listen(0, "127.0.0.1");
        await once(peer, "listening");
        await assert.rejects(askWith(peer.address() as AddressInfo, { isInsecure: true }), (fault: Fault) => {
          assert.match(fault.message, /does not agree on HTTP\/2/);
          return isLoss(fault, true);
        });
        await once(peer.close(), "close");
      }
    });
  });
}
