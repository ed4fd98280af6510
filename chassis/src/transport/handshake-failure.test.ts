import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { createTestCa, type TestCa } from "@flotilla/testkit/test-ca";
import { ManualClock } from "../../test/manual-clock.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { openPort } from "../../test/open-port.ts";
import { createHandshakeFailures, type HandshakeFailure, toVerifyFailure } from "./handshake-failure.ts";
import { createTls } from "./tls.ts";

let ca: TestCa;

before(async () => {
  ca = await createTestCa();
});

after(() => ca[Symbol.dispose]());

/** Opens a TLS port, lets `meet` do what it wants with it, and answers the first failure that is logged. */
async function failureOf(meet: (port: number) => Promise<unknown>, headerTimeoutMs = 10_000): Promise<unknown[]> {
  const { certFile, keyFile } = await ca.issue("server");
  const telemetry = newTelemetry({ LOG_LEVEL: "debug" });
  const tls = createTls({ tlsCertFile: certFile, tlsKeyFile: keyFile, tlsClientCaFile: undefined }, telemetry)!;
  const failed = Promise.withResolvers<void>();
  const report = (failure: HandshakeFailure, socket: TLSSocket) => {
    tls.report(failure, socket);
    failed.resolve();
  };
  await using port = await openPort(() => assert.fail("not reached"), { tls: { ...tls, report }, headerTimeoutMs });
  await meet(port.port);
  await failed.promise;
  const { level, reason, error } = telemetry.line(0);
  return [level, reason, error];
}

async function speakTls(port: number, options: ConnectionOptions): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", ca: ca.ca, ...options });
  await closed(socket);
}

async function speakPlain(port: number, text: string): Promise<void> {
  const socket = connectTcp(port, "127.0.0.1", () => socket.write(text));
  await closed(socket);
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) =>
    socket
      .on("error", () => undefined)
      .resume()
      .once("close", resolve),
  );
}

describe("a handshake that fails", { timeout: 120_000 }, () => {
  it("names a peer that speaks no TLS", async () => {
    const http = await failureOf((port) => speakPlain(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
    assert.deepEqual(http, ["warn", "not_tls", "the peer speaks HTTP without TLS"]);
    const other = await failureOf((port) => speakPlain(port, "SSH-2.0-OpenSSH_9.2\r\n"));
    assert.deepEqual(other.slice(0, 2), ["warn", "not_tls"]);
  });

  it("names a peer that speaks no version or protocol that is served", async () => {
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    assert.deepEqual((await failureOf((port) => speakTls(port, old))).slice(0, 2), ["warn", "version"]);
    const foreign = await failureOf((port) => speakTls(port, { ALPNProtocols: ["smtp"] }));
    assert.deepEqual(foreign, ["warn", "protocol", "the peer speaks neither HTTP/2 nor HTTP/1.1 (ALPN)"]);
  });

  it("names a peer that refuses our certificate", async () => {
    // TLS 1.2, where the handshake is not over for us before the peer has looked at it.
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, 48]);
    const refused = await failureOf(async (port) => {
      const socket = connectTcp(port, "127.0.0.1", () => socket.write(clientHello));
      socket.once("data", () => socket.write(alert));
      await closed(socket);
    });
    assert.deepEqual(refused, ["warn", "refused_by_peer", "tlsv1 alert unknown ca"]);
  });

  it("names a peer that says nothing or goes away, but only at debug", async () => {
    const silent = await failureOf((port) => speakPlain(port, ""), 50);
    assert.deepEqual(silent, ["debug", "timeout", "the handshake was not finished in time"]);
    const gone = await failureOf(async (port) => {
      const socket = connectTcp(port, "127.0.0.1");
      await once(socket, "connect");
      socket.resetAndDestroy();
    });
    assert.deepEqual(gone, ["debug", "closed", "the peer went away"]);
  });
});

/** A ClientHello of TLS 1.2 (RFC 5246 §7.4.1.2) that offers ECDHE-ECDSA-AES128-GCM-SHA256 on P-256, and nothing more. */
const clientHello = (() => {
  const extensions = Buffer.from("000a00040002001700 0d00040002 0403000b00020100".replaceAll(" ", ""), "hex");
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0, 0, 2, 0xc0, 0x2b, 1, 0, 0, extensions.length]),
    extensions,
  ]);
  return Buffer.concat([Buffer.from([22, 3, 1, 0, body.length + 4, 1, 0, 0, body.length]), body]);
})();

describe("a session that is resumed", () => {
  it("is refused once its certificate has expired, though the handshake that began it was good", async () => {
    const judge = async (notAfter: Date) => {
      const { cert } = await ca.issue("clock", { notBefore: new Date(0), notAfter });
      const getPeerX509Certificate = () => new X509Certificate(cert);
      return toVerifyFailure({ authorized: true, getPeerX509Certificate } as unknown as TLSSocket)?.reason;
    };
    assert.equal(await judge(new Date(Date.now() - 60_000)), "expired");
    assert.equal(await judge(new Date(Date.now() + 86_400_000)), undefined);
  });
});

describe("the log of failed handshakes", () => {
  it("writes a few lines at once, then one a second, and counts them all", async () => {
    const clock = new ManualClock();
    const telemetry = newTelemetry();
    const report = createHandshakeFailures(telemetry, clock);
    const socket = { remoteAddress: "192.0.2.7", getPeerX509Certificate: () => undefined } as unknown as TLSSocket;
    for (let count = 0; count < 100; count++) report({ reason: "not_tls", message: "no TLS" }, socket);
    assert.equal(telemetry.written.length, 10);
    clock.advance(1000);
    report({ reason: "expired", message: "too old" }, socket);
    assert.equal(telemetry.written.length, 11);
    assert.equal(telemetry.line(-1)["suppressed"], 90);
    const { values } = await telemetry.metrics.getSingleMetric("tls_handshake_failures_total")!.get();
    assert.deepEqual(
      values.map(({ labels, value }) => [labels["reason"], value]),
      [
        ["not_tls", 100],
        ["expired", 1],
      ],
    );
  });
});
