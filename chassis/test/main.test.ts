import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";

/** What a process left behind. */
interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of echo-main.ts. */
function startMain(args: readonly string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "echo-main.ts"), ...args], {
    env: { PATH: process.env["PATH"], PORT: "0", LOG_FORMAT: "json", ...env },
  });
  const listening = Promise.withResolvers<number>();
  const grpcListening = Promise.withResolvers<number>();
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    const port = /^listening at (\d+)$/im.exec(stdout)?.[1];
    if (port) listening.resolve(Number(port));
    const grpcPort = /"grpc":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(stdout)?.[1];
    if (grpcPort) grpcListening.resolve(Number(grpcPort));
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([exitCode]): Ended => ({ exitCode, stdout, stderr }));
  return {
    child: child as ChildProcess,
    listening: listening.promise,
    grpcListening: grpcListening.promise,
    ended,
  };
}

describe("main", () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    it(`stops on ${signal} and exits 0`, async () => {
      const { child, listening, ended } = startMain();
      const port = await listening;
      assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
      child.kill(signal);
      const { exitCode, stdout, stderr } = await ended;
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.match(stdout, /"msg":"listening"/);
      assert.match(stdout, /"main":"http:\/\/127\.0\.0\.1:\d+"/);
      assert.match(stdout, new RegExp(`"signal":"${signal}"`));
    });
  }

  it("exits 1 at once on a second signal", async () => {
    const { child, listening, ended } = startMain(["stops-slowly"], { DRAIN_TIMEOUT_MS: "60000" });
    await listening;
    child.kill("SIGTERM");
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    assert.equal((await ended).exitCode, 1);
  });

  it("exits 0 on a signal while it starts, without listening", async () => {
    const { child, ended } = startMain(["starts-slowly"]);
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    const { exitCode, stdout } = await ended;
    assert.equal(exitCode, 0);
    assert.doesNotMatch(stdout, /listening/);
  });

  it("exits 1 when a part does not start, and names it", async () => {
    const { exitCode, stderr } = await startMain(["fails-to-start"]).ended;
    assert.deepEqual([exitCode, stderr], [1, "deed did not start: no disk\n"]);
  });

  it("exits with the code of work that failed", async () => {
    const { exitCode, stderr } = await startMain(["fails-to-load"]).ended;
    assert.deepEqual([exitCode, stderr], [65, "deed failed: line 3 is broken\n"]);
  });

  it("exits 1 with one line when the port is taken", async () => {
    const first = startMain();
    const port = await first.listening;
    const { exitCode, stderr } = await startMain([], { PORT: String(port) }).ended;
    first.child.kill();
    await first.ended;
    assert.equal(exitCode, 1);
    assert.equal(stderr, `cannot listen on 127.0.0.1:${port} (PORT): the port is already in use\n`);
  });

  it("exits 78 and reports every wrong setting at once", async () => {
    const env = { MAX_BODY_BYTES: "much", LOUD: "perhaps", TLS_CERT_FILE: "/nowhere/tls.crt" };
    const { exitCode, stderr } = await startMain([], env).ended;
    assert.equal(exitCode, 78);
    for (const name of Object.keys(env)) assert.match(stderr, new RegExp(`^  ${name} `, "m"));
  });

  it("opens the extra door that it has by default, but where GRPC_PORT says", async () => {
    const first = startMain();
    const port = await first.grpcListening;
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    const { exitCode, stderr } = await startMain([], { GRPC_PORT: String(port) }).ended;
    first.child.kill();
    await first.ended;
    assert.equal(exitCode, 1);
    assert.equal(stderr, `cannot listen on 127.0.0.1:${port} (GRPC_PORT): the port is already in use\n`);
  });

  it("holds settings against the process's own checks and the chassis' alike", async () => {
    const env = { LOUD: "true", LOG_LEVEL: "silent", TLS_KEY_FILE: import.meta.filename };
    const { exitCode, stderr } = await startMain([], env).ended;
    assert.equal(exitCode, 78);
    assert.match(stderr, /^ {2}LOUD must be false in silence$/m);
    assert.match(stderr, /^ {2}TLS_CERT_FILE must be set, since TLS_KEY_FILE is$/m);
  });

  it("lets the command line win over the environment, and fails first on what it cannot read", async () => {
    const { child, listening, ended } = startMain(["none", "--loud"], { LOUD: "false" });
    await listening;
    child.kill();
    assert.match((await ended).stdout, /^LISTENING at /m);
    const { exitCode, stderr } = await startMain(["none", "--wrong"], { PORT: "no port" }).ended;
    assert.deepEqual([exitCode, stderr], [1, "--wrong is no flag\n"]);
  });

  for (const misdeed of ["throws-later", "rejects-later"]) {
    it(`logs what nobody caught and exits 1 (${misdeed})`, async () => {
      const { exitCode, stdout } = await startMain([misdeed]).ended;
      assert.equal(exitCode, 1);
      assert.match(stdout, /"level":"fatal".*nobody catches this/);
    });
  }
});
