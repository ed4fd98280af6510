import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cacheSuite, lease, toText } from "../../test/cache.suite.ts";
import { ManualClock } from "../../test/manual-clock.ts";
import { MemoryCache } from "./memory-cache.ts";

cacheSuite("MemoryCache", async () => ({
  cache: new MemoryCache({ maxEntries: 5000 }),
  [Symbol.asyncDispose]: async () => undefined,
}));

describe("a cache in memory", () => {
  it("keeps a value exactly as long as it may", async () => {
    const clock = new ManualClock();
    const cache = new MemoryCache({ clock });
    await (await lease(cache, "a")).fill(new Uint8Array([65]), 1000);
    clock.advance(999);
    assert.equal(toText(cache.get("a")), "A");
    clock.advance(1);
    assert.equal(toText(cache.get("a")), "miss");
  });

  it("gives a place to somebody else when who leased it does not come back", async () => {
    const clock = new ManualClock();
    const cache = new MemoryCache({ clock });
    const lost = await lease(cache, "a");
    clock.advance(5000);
    const other = await lease(cache, "a");
    await lost.fill(new Uint8Array([65]), 1000);
    await other.fill(new Uint8Array([66]), 1000);
    assert.equal(toText(cache.get("a")), "B");
  });
});
