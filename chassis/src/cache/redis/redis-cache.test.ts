import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { startRedis } from "@flotilla/testkit/start-redis";
import { cacheSuite, lease, toText } from "../../../test/cache.suite.ts";
import { ManualClock } from "../../../test/manual-clock.ts";
import { connect, MemoryStaleNames, OwnedCache } from "../../../test/owned-redis-cache.ts";
import { until } from "../../../test/until.ts";
import { Fault } from "../../fault.ts";
import type { RedisCache } from "./redis-cache.ts";

const { missing: skip } = findProgram("redis-server");

async function fill(cache: RedisCache, name: string, text: string): Promise<void> {
  await (await lease(cache, name)).fill(Buffer.from(text), 60_000);
}

async function read(cache: RedisCache, name: string): Promise<string> {
  return toText(await cache.get(name));
}

async function kindOf(cache: RedisCache, name: string): Promise<string> {
  return (await cache.get(name)).kind;
}

for (const isNear of [true, false]) {
  const title = `RedisCache ${isNear ? "with" : "without"} a near cache`;
  if (skip) describe(title, { skip }, () => undefined);
  else {
    cacheSuite(title, async () => {
      const redis = await startRedis();
      const cache = await connect(redis, { isNear });
      return {
        cache,
        async [Symbol.asyncDispose]() {
          await cache.stop();
          await redis[Symbol.asyncDispose]();
        },
      };
    });
  }
}

describe("several processes on one Redis", { skip }, () => {
  it("read what one of them has filled, each from nearby the second time", async () => {
    await using redis = await startRedis();
    await using one = await connect(redis);
    await using other = await connect(redis);
    await fill(one, "students.1", "ann");
    assert.deepEqual([await kindOf(other, "students.1"), await kindOf(other, "students.1")], ["hit", "near_hit"]);
    assert.equal(other.get("students.1"), other.get("students.1"), "no promise, and nothing is made anew");
  });

  it("ask Redis each time where the near cache is off", async () => {
    await using redis = await startRedis();
    await using cache = await connect(redis, { isNear: false });
    await fill(cache, "students.1", "ann");
    assert.deepEqual([await kindOf(cache, "students.1"), await kindOf(cache, "students.1")], ["hit", "hit"]);
  });

  it("hear of changes by one that keeps nothing itself", async () => {
    await using redis = await startRedis();
    await using silent = await connect(redis, { isRead: false, isNear: false });
    await using cache = await connect(redis);
    await fill(cache, "students.1", "ann");
    assert.deepEqual([await read(cache, "students.1"), await read(silent, "students.1")], ["ann", "miss"]);
    await silent.forget(["students.1"]);
    await until(async () => (await read(cache, "students.1")) === "miss");
  });

  it("lose what is near when another makes it stale, and at once when they do so themselves", async () => {
    await using redis = await startRedis();
    await using one = await connect(redis);
    await using other = await connect(redis);
    await fill(one, "students.1", "ann");
    for (const cache of [one, other, one, other]) await cache.get("students.1");
    await one.forget(["students.1"]);
    assert.equal(await kindOf(one, "students.1"), "miss");
    await until(async () => (await kindOf(other, "students.1")) === "miss");
  });

  it("do not let one fill what another made stale meanwhile", async () => {
    await using redis = await startRedis();
    await using one = await connect(redis);
    await using other = await connect(redis);
    const early = await lease(one, "students.1");
    await other.forget(["students.1"]);
    await early.fill(Buffer.from("old"), 60_000);
    assert.equal(await read(other, "students.1"), "miss");
  });

  it("agree on a generation again when Redis was emptied", async () => {
    await using redis = await startRedis();
    await using one = await connect(redis);
    await using other = await connect(redis);
    await fill(one, "students.1", "ann");
    for (const cache of [one, other, one, other]) await cache.get("students.1");
    await redis.command("FLUSHALL");
    for (const cache of [one, other]) await until(async () => (await kindOf(cache, "students.1")) === "miss");
    await fill(one, "students.2", "bob");
    assert.equal(await read(other, "students.2"), "bob");
    await other.forget(["students.2"]);
    assert.equal(await read(other, "students.2"), "miss");
  });

  it("keep apart from those of another service", async () => {
    await using redis = await startRedis();
    await using students = await connect(redis);
    await fill(students, "all", "students");
    await using courses = await connect(redis, { service: "courses" });
    assert.equal(await read(courses, "all"), "miss");
    assert.equal(await read(students, "all"), "students");
  });

  it("find nothing any more once another one has joined them: it may have died before it made it stale", async () => {
    await using redis = await startRedis();
    await using one = await connect(redis);
    await fill(one, "students.1", "ann");
    assert.equal(await read(one, "students.1"), "ann");
    await using _other = await connect(redis);
    await until(async () => (await read(one, "students.1")) === "miss");
  });
});

describe("what is near", { skip }, () => {
  it("is trusted no longer than a second without a word from Redis", async () => {
    await using redis = await startRedis();
    const clock = new ManualClock();
    await using cache = await connect(redis, { clock });
    await fill(cache, "students.1", "ann");
    await cache.get("students.1");
    assert.equal(await kindOf(cache, "students.1"), "near_hit");
    // As a process does that stood still: no timer has run yet when the next call comes.
    clock.leap(1000);
    const found = cache.get("students.1");
    assert.equal((await found).kind, "hit", "Redis was asked");
  });

  it("is trusted again once Redis has spoken", async () => {
    await using redis = await startRedis();
    const clock = new ManualClock();
    await using cache = await connect(redis, { clock });
    await fill(cache, "students.1", "ann");
    await cache.get("students.1");
    await until(() => clock.waiting > 0);
    clock.leap(1000);
    await until(async () => (await kindOf(cache, "students.1")) === "near_hit");
  });
});

describe("while Redis is away", { skip }, () => {
  it("nothing waits, nothing fails, and what became stale is written down", async () => {
    const staleNames = new MemoryStaleNames();
    await using cache = new OwnedCache({ url: "redis://127.0.0.1:1" }, { staleNames });
    await cache.start();
    assert.deepEqual(cache.get("students.1"), { kind: "error", lease: undefined });
    await cache.forget(["students.1"]);
    assert.deepEqual([...staleNames.names], ["students.1"]);
    await until(() => cache.telemetry.written.length > 0);
    assert.throws(() => cache.check(), /Redis is away: connect ECONNREFUSED/);
  });

  it("a store that fails as well fails no call", async () => {
    const staleNames = new MemoryStaleNames();
    const add = staleNames.add.bind(staleNames);
    const fail = () =>
      Promise.reject(new Fault({ code: "unavailable", reason: "TESTED", message: "No disk.", cause: new Error() }));
    await using cache = new OwnedCache({ url: "redis://127.0.0.1:1" }, { staleNames });
    for (const write of [fail, fail, add, fail]) {
      staleNames.add = write;
      await cache.forget(["students.1"]);
    }
    const told = cache.telemetry.written.map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ msg, reason, err }) => [msg, reason, err]),
      Array(2).fill(["stale names cannot be written down", "No disk.", undefined]),
      "once for each outage",
    );
  });

  it("a wrong password is told, and no password is", async () => {
    await using redis = await startRedis({ password: "swordfish" });
    await using cache = new OwnedCache({ url: redis.url.replace("swordfish", "mackerel") });
    await cache.start();
    await until(() => cache.telemetry.written.length > 0);
    assert.throws(() => cache.check(), /WRONGPASS/);
    await using unknown = new OwnedCache({ url: redis.url.replace(":swordfish@", "") });
    await unknown.start();
    await until(() => unknown.telemetry.written.length > 0);
    assert.throws(() => unknown.check(), /NOAUTH/);
    assert.doesNotMatch([...cache.telemetry.written, ...unknown.telemetry.written].join(), /mackerel|swordfish/);
    await using right = await connect(redis);
    assert.equal(await kindOf(right, "students.1"), "miss");
  });

  it("a frozen one costs a moment once, what is near is dropped, and everything comes back", async () => {
    await using redis = await startRedis();
    const staleNames = new MemoryStaleNames();
    await using writer = await connect(redis, { staleNames, answerMs: 1500 });
    await using reader = await connect(redis, { answerMs: 1500 });
    await fill(writer, "students.1", "ann");
    for (const cache of [writer, reader, writer, reader]) await cache.get("students.1");
    redis.freeze();
    await writer.forget(["students.1"]);
    assert.deepEqual([...staleNames.names], ["students.1"]);
    assert.deepEqual(writer.get("students.1"), { kind: "error", lease: undefined }, "at once from now on");
    await until(async () => (await kindOf(reader, "students.1")) === "error");
    redis.thaw();
    for (const cache of [writer, reader]) await until(async () => (await kindOf(cache, "students.1")) === "miss");
    await fill(writer, "students.2", "bob");
    assert.equal(await read(reader, "students.2"), "bob");
  });

  it("it is noticed, though everything that is asked for is near or nothing is", async () => {
    await using redis = await startRedis();
    await using cache = await connect(redis, { answerMs: 1500 });
    redis.freeze();
    await until(() => !cache.isReached);
    assert.throws(() => cache.check(), /no answer within/);
    redis.thaw();
    await until(() => cache.isReached);
  });

  it("names that another process could not make stale are made so by one that can", async () => {
    await using redis = await startRedis();
    const staleNames = new MemoryStaleNames();
    const clock = new ManualClock();
    await using lonely = new OwnedCache({ url: "redis://127.0.0.1:1" }, { staleNames });
    await using cache = await connect(redis, { staleNames, clock });
    const running = new AbortController();
    const ran = cache.run(running.signal);
    await fill(cache, "students.1", "old");
    await lonely.forget(["students.1"]);
    clock.advance(2000);
    await until(() => staleNames.names.size === 0);
    assert.equal(await read(cache, "students.1"), "miss");
    running.abort();
    await ran;
  });

  it("however many of them there are, all are made stale at once", async () => {
    await using redis = await startRedis();
    const staleNames = new MemoryStaleNames();
    const clock = new ManualClock();
    await using cache = await connect(redis, { staleNames, clock });
    await staleNames.add(Array.from({ length: 1700 }, (_, index) => `students.${index}`));
    const running = new AbortController();
    const ran = cache.run(running.signal);
    clock.advance(2000);
    await until(() => staleNames.names.size === 0);
    running.abort();
    await ran;
  });
});

describe("a Redis that is back with an old state", { skip }, () => {
  it("serves nothing of it", async () => {
    await using redis = await startRedis();
    const staleNames = new MemoryStaleNames();
    await using one = await connect(redis, { staleNames });
    await using other = await connect(redis);
    await fill(one, "students.1", "old");
    assert.equal(await read(other, "students.1"), "old");
    await redis.saveNow();
    await one.forget(["students.1"]);
    await fill(one, "students.1", "new");
    await redis.kill();
    await until(() => !one.isReached && !other.isReached);
    await one.forget(["students.1"]);
    assert.deepEqual([...staleNames.names], ["students.1"]);
    await redis.restart();
    assert.match(await redis.command("KEYS", "students.1@*"), /students\.1@/, "the old value is there again");
    await until(() => one.isReached && other.isReached);
    assert.deepEqual([await read(one, "students.1"), await read(other, "students.1")], ["miss", "miss"]);
  });

  it("serves nothing of it to a process that starts only then", async () => {
    await using redis = await startRedis();
    const early = await connect(redis);
    await fill(early, "students.1", "old");
    await redis.saveNow();
    await early.stop();
    await redis.kill();
    await redis.restart();
    await using late = await connect(redis);
    assert.equal(await read(late, "students.1"), "miss");
  });
});
