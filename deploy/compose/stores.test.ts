// The configuration of stores and watch, each held to the program that reads it, where that can be had.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { stores } from "@flotilla/fleet/manifest";
import { findProgram } from "@flotilla/testkit/find-program";
import { makeSecrets } from "./make-secrets.ts";
import { startNats, startRedis } from "./test/start-stores.ts";

const secrets = mkdtempSync(join(tmpdir(), "flotilla-secrets-"));
const readSecret = (name: string) => readFileSync(join(secrets, name), "utf8");
before(() => void makeSecrets(secrets));
after(() => rmSync(secrets, { recursive: true }));

describe("the stores of compose", () => {
  it("listen on the ports of the manifest, which are the ones that they have by themselves", () => {
    const ports = Object.fromEntries(stores.map(({ name, port }) => [name, port]));
    assert.deepEqual(ports, { mongo: 27_017, nats: 4222, postgres: 5432, redis: 6379 });
  });

  it("have NATS sync what it confirms, and ask for the password", {
    skip: findProgram("nats-server").missing,
  }, async () => {
    await using nats = await startNats(secrets);
    const answer = await fetch(`${nats.monitorUrl}/varz`);
    const told = (await answer.json()) as { auth_required?: boolean; jetstream: { config: { sync_always?: boolean } } };
    assert.equal(told.auth_required, true);
    assert.equal(told.jetstream.config.sync_always, true);
  });

  it("have Redis forget what is old, and ask for the password", {
    skip: findProgram("redis-server").missing,
  }, async () => {
    await using redis = await startRedis(secrets);
    const ask = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
      execFileSync("redis-cli", ["-p", String(redis.port), ...words], {
        env: { ...process.env, ...env },
        encoding: "utf8",
      });
    assert.match(ask(["ping"]), /^NOAUTH/);
    const answer = ask(["config", "get", "maxmemory-policy"], { REDISCLI_AUTH: readSecret("redis_password") });
    assert.deepEqual(answer.trim().split("\n"), ["maxmemory-policy", "allkeys-lru"]);
  });
});
