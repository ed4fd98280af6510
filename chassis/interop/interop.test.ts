import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { type CertificateFiles, createCertificate, withoutOpenssl } from "../test/create-certificate.ts";
import { createInterop } from "./app.ts";
import { cases } from "./cases.ts";

const run = promisify(execFile);
const client = "grpc-interop-client";
const missing = findProgram(client).missing || withoutOpenssl;
/** A busy machine may be slow; what counts here is that every call of a soak succeeds. */
const patience = ["--soak_per_iteration_max_acceptable_latency_ms=20000", "--soak_overall_timeout_seconds=60"];

for (const engine of ["flotilla", "node"]) {
  for (const isSecure of [false, true]) {
    const name = `grpc-go's interop client over ${isSecure ? "TLS" : "cleartext"}, engine ${engine}`;
    describe(name, { skip: missing, concurrency: 4 }, () => {
      let folder = "";
      let certificate: CertificateFiles;
      let started: StartedApp;

      before(async () => {
        folder = mkdtempSync(join(tmpdir(), "flotilla-interop-"));
        certificate = createCertificate(folder, "server");
        const tls = isSecure ? { TLS_CERT_FILE: certificate.cert, TLS_KEY_FILE: certificate.key } : {};
        started = await startApp(createInterop(), { env: { HTTP2_ENGINE: engine, ...tls } });
      });

      after(async () => {
        await started[Symbol.asyncDispose]();
        rmSync(folder, { recursive: true });
      });

      const trust = () => ["--use_tls", "--use_test_ca", `--ca_file=${certificate.cert}`];

      for (const testCase of cases) {
        it(`passes ${testCase}`, async () => {
          const address = ["--server_host=127.0.0.1", `--server_port=${started.app.port}`];
          await run(client, [`--test_case=${testCase}`, ...address, ...(isSecure ? trust() : []), ...patience]);
        });
      }
    });
  }
}
