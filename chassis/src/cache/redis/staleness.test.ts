import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { type StartedRedis, startRedis } from "@flotilla/testkit/start-redis";
import { toText } from "../../../test/cache.suite.ts";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { raceCaches } from "../../../test/staleness.ts";
import { until } from "../../../test/until.ts";
import type { Cache } from "../cache.ts";
import { RedisCache } from "./redis-cache.ts";

const { missing: skip } = findProgram("redis-server");

/** What nobody may read any more once a change has been acknowledged for so long. */
const mostMs = 100;

function isReached(cache: RedisCache): boolean {
  try {
    cache.check();
    return true;
  } catch {
    return false;
  }
}

/** The caches of several processes, one of them without a near cache. */
async function connectAll({ url }: StartedRedis): Promise<readonly RedisCache[]> {
  const { log } = newTelemetry();
  const options = { service: "names", url, log, answerMs: 20_000 };
  const caches = [true, true, true, false].map((isNear) => new RedisCache({ ...options, isNear }));
  await Promise.all(caches.map((cache) => cache.start()));
  await until(() => caches.every(isReached));
  return caches;
}

/** A cache that keeps whatever it is given, however late. */
function createCareless(): Cache {
  const kept = new Map<string, Uint8Array>();
  const fill = (name: string) => async (value: Uint8Array) => void kept.set(name, value);
  return {
    name: "careless",
    engine: "memory",
    get(name) {
      const value = kept.get(name);
      if (value) return { kind: "hit", entry: { value, expiresMs: Number.POSITIVE_INFINITY } };
      return { kind: "miss", lease: { fill: fill(name) } };
    },
    forget: async (names) => {
      for (const name of names) kept.delete(name);
    },
  };
}

describe("an acknowledged change", { skip }, () => {
  it(`is what every process reads within ${mostMs} ms, whoever writes and reads meanwhile`, async (test) => {
    await using redis = await startRedis();
    const caches = await connectAll(redis);
    const race = await raceCaches({ caches, seed: 42, names: 50, isOver: (writes) => writes >= 4000 });
    await Promise.all(caches.map((cache) => cache.stop()));
    test.diagnostic(`${race.reads} reads, ${race.hits} hits, at most ${race.staleMs.toFixed(1)} ms behind`);
    assert.ok(race.hits > race.reads / 10, `${race.hits} of ${race.reads} reads were served by the cache`);
    assert.ok(race.staleMs <= mostMs, `${race.staleMs} ms late: ${race.example}`);
  });

  it("is what every process reads in the end, however often Redis was killed and came back with an old state", async () => {
    await using redis = await startRedis();
    const caches = await connectAll(redis);
    let kills = 0;
    const racing = raceCaches({ caches, seed: 43, names: 50, isOver: () => kills === 5 });
    while (kills < 5) {
      await redis.saveNow();
      await until(async () => "entry" in (await caches[0]!.get("names.7")));
      await redis.kill();
      await redis.restart();
      await until(() => caches.every(isReached));
      kills++;
    }
    const { stored } = await racing;
    for (const [name, version] of stored) {
      const found = await Promise.all(caches.map((cache) => cache.get(name)));
      for (const one of found) assert.equal("entry" in one ? toText(one) : String(version), String(version), name);
    }
    await Promise.all(caches.map((cache) => cache.stop()));
  });

  it("is missed, and the race shows it, where a late fill is kept", async () => {
    const careless = createCareless();
    const race = await raceCaches({
      caches: [careless, careless],
      seed: 42,
      // A fast machine writes each name often: it takes more of them to find one that waits for its next write so long.
      names: 500,
      isOver: (writes, { staleMs }) => staleMs > mostMs || writes >= 500_000,
    });
    assert.ok(race.staleMs > mostMs, `only ${race.staleMs} ms late`);
  });
});
