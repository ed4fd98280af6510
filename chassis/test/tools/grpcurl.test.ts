import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import type { Env, Module } from "@flotilla/chassis";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { createOwnedCertificate } from "../owned-certificate.ts";

const run = promisify(execFile);
const grpcurl = findProgram("grpcurl");

/** Runs grpcurl against an App; resolves with what it printed, on success and on failure. */
async function ask({ address }: StartedApp, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await run("grpcurl", ["-plaintext", ...args.slice(0, -1), address, args.at(-1)!]).catch(
    (failure: { stdout: string; stderr: string }) => failure,
  );
  return stdout + stderr;
}

for (const engine of ["flotilla", "node"]) {
  describe(`grpcurl, engine ${engine}`, { skip: grpcurl.missing }, () => {
    const start = (module: Module, env: Env = {}) => startApp(module, { env: { HTTP2_ENGINE: engine, ...env } });

    it("lists every service by reflection", async () => {
      await using started = await start(createEcho());
      assert.deepEqual((await ask(started, "list")).trim().split("\n"), [
        "flotilla.ops.v1.OpsService",
        "flotilla.test.v1.EchoService",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
      ]);
    });

    it("describes a service, a message and a field", async () => {
      await using started = await start(createEcho());
      const { address } = started;
      const describeSymbol = async (symbol: string) =>
        (await run("grpcurl", ["-plaintext", address, "describe", symbol])).stdout;
      assert.match(await describeSymbol("flotilla.test.v1.EchoService"), /rpc Repeat \( \.flotilla\.test\.v1\.Note \)/);
      assert.match(await describeSymbol("flotilla.test.v1.Note"), /repeated string labels = 4/);
      assert.match(await describeSymbol("flotilla.test.v1.Note.labels"), /flotilla\.test\.v1\.Note\.labels is a field/);
    });

    it("calls a unary rpc and a server stream with nothing but reflection", async () => {
      await using started = await start(createEcho());
      const echo = "flotilla.test.v1.EchoService";
      assert.deepEqual(JSON.parse(await ask(started, "-d", '{"text":"Grüße"}', `${echo}/Say`)), { text: "Grüße" });
      const repeated = await ask(started, "-d", '{"text":"x","number":3}', `${echo}/Repeat`);
      assert.equal(repeated.match(/"text": "x"/g)?.length, 3);
    });

    it("shows the reason and the violations of a Fault", async () => {
      await using started = await start(createEcho());
      const shown = await ask(started, "-d", '{"number":-1}', "flotilla.test.v1.EchoService/Say");
      assert.match(shown, /Code: InvalidArgument/);
      assert.match(shown, /google\.rpc\.ErrorInfo.*"reason": "VALIDATION_FAILED"/s);
      assert.match(shown, /google\.rpc\.BadRequest.*"field": "number"/s);
    });

    it("checks health by name", async () => {
      await using started = await start({ ...createEcho(), healthNames: ["echo"] });
      const check = (service: string) => ask(started, "-d", JSON.stringify({ service }), "grpc.health.v1.Health/Check");
      assert.match(await check(""), /"status": "SERVING"/);
      assert.match(await check("echo"), /"status": "SERVING"/);
      assert.match(await check("flotilla.test.v1.EchoService"), /Code: NotFound\s+Message: unknown service/);
    });

    it("watches health until the process stops", async () => {
      const started = await start(createEcho());
      const watch = spawn("grpcurl", ["-plaintext", started.address, "grpc.health.v1.Health/Watch"]);
      const exited = once(watch, "exit");
      let shown = "";
      watch.stderr.on("data", (text) => {
        shown += text;
      });
      const [first] = await once(watch.stdout, "data");
      assert.match(String(first), /"status": "SERVING"/);
      await started[Symbol.asyncDispose]();
      await exited;
      assert.match(shown, /Code: Unavailable/);
    });

    it("trusts our certificate", async () => {
      using certificate = await createOwnedCertificate();
      await using started = await start(createEcho(), certificate.env);
      const say = [
        "-cacert",
        certificate.cert,
        "-d",
        '{"text":"x"}',
        started.address,
        "flotilla.test.v1.EchoService/Say",
      ];
      assert.deepEqual(JSON.parse((await run("grpcurl", say)).stdout), { text: "x" });
    });

    it("finds no reflection when REFLECTION is off", async () => {
      await using started = await start(createEcho(), { REFLECTION: "false" });
      assert.match(await ask(started, "list"), /server does not support the reflection API/);
    });
  });
}
