import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BoundedMap } from "./bounded-map.ts";

describe("BoundedMap", () => {
  it("lets the oldest go that was not read", () => {
    const map = new BoundedMap<number>({ maxEntries: 3 });
    for (const key of ["a", "b", "c"]) map.set(key, 1, 1);
    map.get("a");
    map.set("d", 1, 1);
    assert.deepEqual([...map.keys()], ["c", "a", "d"]);
    map.set("e", 1, 1);
    assert.deepEqual([...map.keys()], ["a", "d", "e"]);
  });

  it("takes what is new, though all the others are read", () => {
    const map = new BoundedMap<number>({ maxEntries: 2 });
    for (const key of ["a", "b"]) map.set(key, 1, 1);
    for (const key of ["a", "b"]) map.get(key);
    map.set("c", 1, 1);
    assert.deepEqual([...map.keys()], ["b", "c"]);
  });

  it("counts bytes, also of what is replaced, deleted and cleared", () => {
    const map = new BoundedMap<number>({ maxBytes: 80 });
    for (let index = 0; index < 100; index++) map.set("a", index, 10);
    for (const key of ["b", "c", "d", "e", "f", "g", "h"]) map.set(key, 1, 10);
    assert.equal(map.size, 8);
    map.delete("a");
    map.set("i", 1, 10);
    assert.equal(map.size, 8);
    map.set("j", 1, 10);
    assert.equal(map.size, 8);
    map.clear();
    for (const key of ["b", "c"]) map.set(key, 1, 10);
    assert.equal(map.size, 2);
  });

  it("takes no giant, and drops what the giant was to replace", () => {
    const map = new BoundedMap<number>({ maxBytes: 80 });
    map.set("a", 1, 10);
    map.set("a", 2, 11);
    assert.deepEqual([map.get("a"), map.size], [undefined, 0]);
  });
});
