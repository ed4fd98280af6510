import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Cache, Found, Lease } from "../src/cache/cache.ts";
import { until } from "./until.ts";

/** A cache of a test, and what it runs on. */
export interface CacheFixture extends AsyncDisposable {
  readonly cache: Cache;
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** What was found: the value, or `miss`, or `error`. */
export function toText(found: Found): string {
  return "entry" in found ? Buffer.from(found.entry.value).toString() : found.kind;
}

/** Takes the lease on a name that nobody holds. */
export async function lease(cache: Cache, name: string): Promise<Lease> {
  const found = await cache.get(name);
  assert.ok(found.kind === "miss" && found.lease, `${name} is there, or leased`);
  return found.lease;
}

async function fill(cache: Cache, name: string, value: Uint8Array, ttlMs = 60_000): Promise<void> {
  await (await lease(cache, name)).fill(value, ttlMs);
}

/** What every cache must do. */
export function cacheSuite(title: string, create: () => Promise<CacheFixture>): void {
  describe(title, () => {
    it("finds nothing at first, and what was filled in afterwards", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      await fill(cache, "a.1", bytes("one"));
      assert.equal(toText(await cache.get("a.1")), "one");
      assert.equal(toText(await cache.get("a.1")), "one");
      assert.equal(toText(await cache.get("a.2")), "miss");
    });

    it("lets one fill a place at a time", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      const first = await lease(cache, "a.1");
      assert.deepEqual(await cache.get("a.1"), { kind: "miss", lease: undefined });
      await first.fill(bytes("first"), 60_000);
      assert.equal(toText(await cache.get("a.1")), "first");
    });

    it("forgets, several names at once, and none", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      for (const name of ["a.1", "a.2", "a.3"]) await fill(cache, name, bytes(name));
      await cache.forget(["a.1", "a.3", "a.4"]);
      await cache.forget([]);
      const found = await Promise.all(["a.1", "a.2", "a.3"].map(async (name) => toText(await cache.get(name))));
      assert.deepEqual(found, ["miss", "a.2", "miss"]);
    });

    it("discards a fill that a forgetting overtook", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      const early = await lease(cache, "a.1");
      await cache.forget(["a.1"]);
      await early.fill(bytes("old"), 60_000);
      const late = await lease(cache, "a.1");
      await early.fill(bytes("old"), 60_000);
      await late.fill(bytes("new"), 60_000);
      await early.fill(bytes("old"), 60_000);
      assert.equal(toText(await cache.get("a.1")), "new");
    });

    it("keeps nothing beyond its time", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      await fill(cache, "a.1", bytes("short"), 1);
      await until(async () => toText(await cache.get("a.1")) === "miss");
    });

    it("keeps any bytes under any name", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      const values = [new Uint8Array(0), new Uint8Array([0]), new Uint8Array([1, 0, 255]), bytes("\r\n$5\r\n")];
      const names = ["a.~w6Q", "ä ü@1", "a.1@2\r\n*1", "x".repeat(5000)];
      for (const [index, name] of names.entries()) await fill(cache, name, values[index]!);
      for (const [index, name] of names.entries()) {
        const found = await cache.get(name);
        assert.ok("entry" in found, name);
        assert.deepEqual([...found.entry.value], [...values[index]!]);
      }
    });

    it("keeps a giant whole or not at all, and goes on", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      const giant = new Uint8Array(20 * 1024 * 1024).fill(7);
      await fill(cache, "a.giant", giant);
      const found = await cache.get("a.giant");
      if ("entry" in found) assert.equal(found.entry.value.length, giant.length);
      await fill(cache, "a.1", bytes("one"));
      assert.equal(toText(await cache.get("a.1")), "one");
    });

    it("answers many who ask for many names at once", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      const names = Array.from({ length: 300 }, (_, index) => `a.${index}`);
      await Promise.all(names.map((name) => fill(cache, name, bytes(name))));
      const found = await Promise.all([...names, ...names].map(async (name) => toText(await cache.get(name))));
      assert.deepEqual(found, [...names, ...names]);
    });

    it("takes no more memory for more names", async () => {
      await using fixture = await create();
      const { cache } = fixture;
      const keep = async (from: number) => {
        for (let begin = from; begin < from + 8000; begin += 500) {
          const names = Array.from({ length: 500 }, (_, index) => `a.${begin + index}`);
          await Promise.all(names.map((name) => fill(cache, name, new Uint8Array(4096))));
          await Promise.all(names.map((name) => cache.get(name)));
        }
      };
      await keep(0);
      const before = await readMemory();
      await keep(8000);
      const grownMiB = ((await readMemory()) - before) / 1024 ** 2;
      assert.ok(grownMiB < 20, `grown by ${grownMiB.toFixed(1)} MiB, where 31 MiB were put in`);
    });
  });
}

/** Buffers are let go of in another thread, which may be late when the machine is busy. */
const collections = 20;

/** What is in use once everything that is not has been collected. */
async function readMemory(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < collections; times++) {
    collect();
    await setImmediate();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}
