import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import type { Exchange } from "../src/transport/exchange.ts";
import { createTls } from "../src/transport/tls.ts";
import { createCertificate } from "./create-certificate.ts";
import { newTelemetry } from "./new-telemetry.ts";
import { openPort } from "./open-port.ts";

const skip = findProgram("h2spec").missing;

async function answer(exchange: Exchange): Promise<void> {
  try {
    await exchange.readWhole(1 << 20, 5000);
    exchange.respondOnce(200, { "content-type": "text/plain" }, "hello");
  } catch {
    // The case ended its stream or its connection.
  }
}

/** Runs all of h2spec in strict mode; answers its report. */
function h2spec(port: number, ...options: string[]): Promise<string> {
  const args = ["--strict", "--host", "127.0.0.1", "--port", String(port), ...options];
  return new Promise((resolve) => {
    execFile("h2spec", args, { maxBuffer: 1 << 26 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

describe("h2spec on the one port", { skip, timeout: 150_000 }, () => {
  it("passes every case in TLS", async () => {
    const folder = await mkdtemp(join(tmpdir(), "flotilla-h2spec-"));
    const { cert, key } = await createCertificate(folder, "localhost");
    const settings = { tlsCertFile: cert, tlsKeyFile: key, tlsClientCaFile: undefined };
    await using server = await openPort(answer, { tls: createTls(settings, newTelemetry()) });
    const report = await h2spec(server.port, "--tls", "--insecure");
    await rm(folder, { recursive: true });
    assert.match(report, /\b146 tests, 146 passed, 0 skipped, 0 failed/, report.slice(-3000));
  });

  // An invalid preface is a line of HTTP/1.1 on a port that speaks both, and gets HTTP/1.1's 400 before the close.
  it("passes every case in cleartext but that of an invalid preface, which is HTTP/1.1 there", async () => {
    await using server = await openPort(answer);
    const report = await h2spec(server.port);
    assert.match(report, /\b146 tests, 145 passed, 0 skipped, 1 failed/, report.slice(-3000));
    assert.match(report, /× 2: Sends invalid connection preface/);
    assert.match(report, /frame header looked like an HTTP\/1\.1 header/);
  });
});
