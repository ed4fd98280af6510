import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { readConfig } from "../config/read-config.ts";
import { cacheFields } from "../config/store-fields.ts";
import { createCache } from "./create-cache.ts";

function create(env: Record<string, string>, { isStoreShared = false, telemetry = newTelemetry() } = {}) {
  const settings = readConfig(cacheFields, env);
  return createCache({ service: "students", settings, telemetry, isStoreShared });
}

describe("createCache", () => {
  it("keeps answers in this process where there is no Redis", async () => {
    const cache = await create({});
    assert.equal(cache.engine, "memory");
  });

  it("keeps them in Redis where there is one, which the service can do without", async () => {
    const cache = await create({ REDIS_URL: "redis://:swordfish@127.0.0.1:1" });
    assert.deepEqual([cache.engine, cache.isRequired], ["redis", false]);
    assert.doesNotMatch(cache.name, /swordfish|127/);
  });

  it("keeps nothing in this process where others may change the store, and says so once", async () => {
    const telemetry = newTelemetry();
    const cache = await create({}, { isStoreShared: true, telemetry });
    assert.equal(cache.engine, "none");
    assert.equal(telemetry.written.length, 1);
    assert.match(telemetry.written[0]!, /answers are not kept: .* REDIS_URL is not set/);
  });

  it("has nothing to say where the cache is off, or shared like the store", async () => {
    const telemetry = newTelemetry();
    const shared = { isStoreShared: true, telemetry };
    assert.equal((await create({ REDIS_URL: "redis://127.0.0.1:1" }, shared)).engine, "redis");
    assert.equal((await create({ CACHE: "false" }, shared)).engine, "none");
    assert.deepEqual(telemetry.written, []);
  });

  it("keeps nothing where the cache is off", async () => {
    for (const env of [{}, { REDIS_URL: "redis://127.0.0.1:1" }]) {
      const cache = await create({ CACHE: "false", ...env });
      assert.deepEqual(await cache.get("students.1"), { kind: "miss", lease: undefined });
      await cache.forget(["students.1"]);
    }
  });
});
