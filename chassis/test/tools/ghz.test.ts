import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { createEcho, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { createOwnedCertificate } from "../owned-certificate.ts";

const run = promisify(execFile);
const skip = findProgram("ghz").missing;
const load = ["--total", "200", "--concurrency", "16", "--connections", "4", "--format", "json"];

/** How the calls of a run ended, by code; ghz finds the rpc by reflection. */
async function ghz(address: string, rpc: string, data: string, trust: readonly string[]): Promise<unknown> {
  const call = ["--call", `flotilla.test.v1.EchoService.${rpc}`, "--data", data];
  const { stdout } = await run("ghz", [...call, ...load, ...trust, address]);
  return JSON.parse(stdout).statusCodeDistribution;
}

for (const engine of ["flotilla", "node"]) {
  describe(`ghz, engine ${engine}`, { skip }, () => {
    it("loads every kind of rpc without an error, in cleartext and TLS", async () => {
      using certificate = await createOwnedCertificate();
      const env = { HTTP2_ENGINE: engine };
      await using plain = await startApp(createEcho(), { env });
      await using secure = await startApp(createEcho(), { env: { ...env, ...certificate.env } });
      for (const [rpc, data] of [
        ["Say", '{"text":"{{.RequestNumber}}"}'],
        ["Repeat", '{"text":"x","number":10}'],
        ["Collect", '[{"text":"a"},{"text":"b"}]'],
        ["Converse", '[{"text":"a"},{"text":"b"}]'],
      ] as const) {
        assert.deepEqual(await ghz(plain.address, rpc, data, ["--insecure"]), { OK: 200 }, rpc);
        assert.deepEqual(await ghz(secure.address, rpc, data, ["--cacert", certificate.cert]), { OK: 200 }, rpc);
      }
    });

    it("counts the code of each failure", async () => {
      await using started = await startApp(createEcho(), { env: { HTTP2_ENGINE: engine } });
      assert.deepEqual(await ghz(started.address, "Say", '{"number":-1}', ["--insecure"]), { InvalidArgument: 200 });
    });
  });
}
