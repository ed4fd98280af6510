// The configuration of stores and watch, each held to the program that reads it, where that can be had.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { stores } from "@flotilla/fleet/manifest";
import { findProgram } from "@flotilla/testkit/find-program";
import { makeSecrets } from "./make-secrets.ts";
import { readComposeFile } from "./test/compose-file.ts";
import { startNats, startRedis } from "./test/start-stores.ts";

const secrets = mkdtempSync(join(tmpdir(), "flotilla-secrets-"));
const readSecret = (name: string) => readFileSync(join(secrets, name), "utf8");
before(() => void makeSecrets(secrets));
after(() => rmSync(secrets, { recursive: true }));

describe("mongo-express", () => {
  it("signs in to MongoDB and asks who looks, by secrets that are made here", async (context) => {
    const text = readFileSync(join(import.meta.dirname, "stores/mongo-express.js"), "utf8");
    const folder = mkdtempSync(join(tmpdir(), "flotilla-mongo-express-"));
    context.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "config.mjs"), text.replace("/run/secrets", secrets));
    const { default: config } = await import(join(folder, "config.mjs"));
    assert.equal(config.mongodb.connectionString, readSecret("mongo_url"));
    assert.equal(config.site.sessionSecret, readSecret("session_secret"));
    assert.deepEqual(config.basicAuth, { username: "admin", password: readSecret("admin_password") });
    assert.equal(config.useBasicAuth, true);
  });

  it("has its configuration where it looks for it, and each secret that is read there", () => {
    const { volumes = [], secrets: given = [] } = readComposeFile().services["mongo-express"]!;
    assert.deepEqual(volumes, ["./deploy/compose/stores/mongo-express.js:/app/config.js:ro"]);
    const text = readFileSync(join(import.meta.dirname, "stores/mongo-express.js"), "utf8");
    const read = [...text.matchAll(/readSecret\("(\w+)"\)/g)].map((match) => match[1]!);
    assert.deepEqual(read.sort(), [...given].sort());
  });
});

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
