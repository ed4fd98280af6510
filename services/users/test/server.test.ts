import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createFolder } from "./owned-stores.ts";
import { runUsersServer, startUsersServer } from "./users-server.ts";

describe("users-server", () => {
  it("says where it listens once it does, and which build it is", async () => {
    await using server = await startUsersServer(["-samples"]);
    assert.match(server.output(), /metrics on 127\.0\.0\.1:\d+ \(version dev, git none, built on unknown\)/);
    assert.match(server.output(), /TLS is disabled/);
    assert.match(server.output(), /reflection is enabled/);
    const answer = await fetch(`http://${server.address}/v1/users?age_from=30&age_to=42`);
    const { users } = (await answer.json()) as { users: { firstName: string }[] };
    assert.deepEqual(
      users.map((user) => user.firstName),
      ["Benjamin", "Stone", "Alford", "Brock", "Ina", "Hardin"],
    );
  });

  it("serves metrics on any path of the second port and on /metrics of the first", async () => {
    await using server = await startUsersServer([]);
    const urls = [`http://${server.metricsAddress}/`, `http://${server.metricsAddress}/any`];
    for (const url of [...urls, `http://${server.address}/metrics`]) {
      const text = await (await fetch(url)).text();
      const labels = 'grpc_type="unary",grpc_service="user.UserService",grpc_method="SearchAge"';
      assert.ok(text.includes(`grpc_server_started_total{${labels}} 0`), url);
      assert.match(text, /^process_cpu_seconds_total /m);
    }
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`exits 0 after ${signal} (bug 4)`, async () => {
      const server = await startUsersServer([]);
      const { exitCode } = await server.stop(signal);
      assert.equal(exitCode, 0);
    });
  }

  it("listens on an IPv6 address", async (test) => {
    if (!(await hasIpv6())) return test.skip("this machine has no IPv6 loopback");
    await using server = await startUsersServer(["-address", "[::1]:0"]);
    assert.match(server.address, /^\[::1\]:\d+$/);
    assert.equal((await fetch(`http://${server.address}/healthz`)).status, 200);
  });

  it("binds HOST when the address names no host", async () => {
    await using server = await startUsersServer(["-address=:0"], { HOST: "127.0.0.2" });
    assert.match(server.address, /^127\.0\.0\.2:\d+$/);
  });

  it("writes its call log in the format that is asked for (bug 5)", async () => {
    const server = await startUsersServer(["--logfmt=json"]);
    await fetch(`http://${server.address}/v1/users`);
    const { output } = await server.stop();
    const lines = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const call = lines.find((line) => line["msg"] === "call");
    assert.deepEqual([call?.["method"], call?.["code"]], ["ListUsers", "ok"]);
  });

  it("honours PORT, LOG_FORMAT and DEBUG, and lets flags win", async () => {
    const env = { PORT: "1", LOG_FORMAT: "json", DEBUG: "1" };
    const server = await startUsersServer(["--logfmt", "text"], env);
    assert.doesNotMatch(server.address, /:1$/);
    const { output } = await server.stop();
    assert.throws(() => JSON.parse(output.split("\n")[0]!), SyntaxError);
  });

  it("keeps its users over a kill, and loads the samples only once", async () => {
    await using folder = await createFolder();
    const env = { USERS_STORE: "sqlite", DATA_DIR: join(folder.path, "new") };
    const first = await startUsersServer(["-samples"], env);
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ email: "mael@example.com" });
    const created = await fetch(`http://${first.address}/v1/users`, { method: "POST", headers, body });
    assert.equal(created.status, 201);
    const removed = await fetch(`http://${first.address}/v1/users/5cfdf218f7efd273906c5b9e`, { method: "DELETE" });
    assert.equal(removed.status, 204);
    await first.stop("SIGKILL");
    await using second = await startUsersServer(["-samples"], env);
    const { users } = (await (await fetch(`http://${second.address}/v1/users`)).json()) as { users: unknown[] };
    assert.equal(users.length, 30);
    const found = await fetch(`http://${second.address}/v1/users:byEmail?email=MAEL@example.com`);
    assert.equal(found.status, 200);
  });
});

describe("a users-server that cannot start", () => {
  const bad: [string[], NodeJS.ProcessEnv, number, RegExp][] = [
    [["--logfmt=xml"], {}, 1, /^valid values for --logfmt are 'json' or 'text'\n$/],
    [["-help"], {}, 0, /^Usage of users-server:\n {2}-address string\n/],
    [[], { PORT: "x", METRICS_ADDRESS: "y", USERS_STORE: "z" }, 78, /PORT .*USERS_STORE .*METRICS_ADDRESS /s],
    [
      [],
      { DATA_DIR: "/dev/null", USERS_STORE: "sqlite" },
      1,
      /cannot open the users database \/dev\/null\/users.sqlite: /m,
    ],
  ];
  for (const [args, env, exitCode, text] of bad) {
    it(`exits ${exitCode} for ${[...Object.keys(env), ...args].join(" ")}`, async () => {
      const ended = await runUsersServer(args, env);
      assert.match(ended.output, text);
      assert.equal(ended.exitCode, exitCode);
    });
  }

  it("exits 1 when a port is taken", async () => {
    await using server = await startUsersServer([]);
    for (const args of [
      ["-address", server.address],
      ["-address=:0", "-address-metrics", server.metricsAddress],
    ]) {
      const ended = await runUsersServer(args);
      assert.match(ended.output, /already in use/);
      assert.equal(ended.exitCode, 1);
    }
  });
});

function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "::1", port: 9 });
    socket.once("connect", () => resolve(true));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
    socket.once("close", () => socket.destroy());
  });
}
