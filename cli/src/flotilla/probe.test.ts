import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { probe } from "./probe.ts";

const files = { ca: undefined, cert: undefined, key: undefined };

async function run(url: string, timeoutMs = 30_000) {
  const said = { stdout: "", stderr: "" };
  const stdout = { write: (text: string) => (said.stdout += text) };
  const stderr = { write: (text: string) => (said.stderr += text) };
  const code = await probe({ url: new URL(url), timeoutMs, isInsecure: false, files }, { stdout, stderr });
  return { code, ...said };
}

describe("a probe", () => {
  let started: StartedApp;
  const grpc = () => `grpc://${started.address}`;

  before(async () => {
    started = await startApp([]);
  });
  after(() => started[Symbol.asyncDispose]());

  it("is content with a server that is ready, over HTTP and gRPC", async () => {
    assert.deepEqual(await run(`${started.url}/readyz`), { code: 0, stdout: "200 OK\n", stderr: "" });
    assert.deepEqual(await run(grpc()), { code: 0, stdout: "SERVING\n", stderr: "" });
  });

  it("fails where nothing is, and says so", async () => {
    assert.deepEqual(await run(`${started.url}/nowhere`), {
      code: 1,
      stdout: "",
      stderr: `${started.url}/nowhere: 404 Not Found\n`,
    });
    assert.match((await run(`${grpc()}/no.such.Service`)).stderr, /gRPC status 5/);
  });

  it("fails when nobody answers in time", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    try {
      assert.match((await run(`http://127.0.0.1:${port}/`, 50)).stderr, /no answer within 50 ms/);
      assert.match((await run(`grpc://127.0.0.1:${port}`, 50)).stderr, /no answer within 50 ms/);
    } finally {
      silent.close();
    }
  });
});
