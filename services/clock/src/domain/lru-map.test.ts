import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LruMap } from "./lru-map.ts";

describe("LruMap", () => {
  it("makes room by what was not used for longest", () => {
    const map = new LruMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    assert.deepEqual([map.get("a"), map.get("b"), map.get("c"), map.size], [1, undefined, 3, 2]);
  });

  it("replaces a value without making room", () => {
    const map = new LruMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.set("b", 3);
    assert.deepEqual([map.get("a"), map.get("b")], [1, 3]);
  });

  it("forgets what is deleted", () => {
    const map = new LruMap<number>(2);
    map.set("a", 1);
    map.delete("a");
    assert.deepEqual([map.get("a"), map.size], [undefined, 0]);
  });
});
