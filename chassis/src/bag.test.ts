import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "../test/random.ts";
import { Bag } from "./bag.ts";

const newItem = () => ({ bagIndex: -1 });

describe("Bag", () => {
  it("holds what a Set would, whatever the order of additions and deletions", () => {
    const random = createRandom(7);
    const [bag, set] = [new Bag<ReturnType<typeof newItem>>(), new Set<ReturnType<typeof newItem>>()];
    const items = Array.from({ length: 50 }, newItem);
    for (let turn = 0; turn < 5000; turn++) {
      const item = random.pick(items);
      if (set.has(item)) assert.equal(bag.delete(item), set.delete(item));
      else {
        assert.equal(bag.delete(item), false);
        bag.add(item);
        set.add(item);
      }
      assert.equal(bag.size, set.size);
      assert.deepEqual(new Set(bag.list()), set);
    }
  });

  it("does not delete what lies in another bag", () => {
    const [one, other] = [new Bag(), new Bag()];
    const [item, stranger] = [newItem(), newItem()];
    one.add(item);
    other.add(stranger);
    assert.equal(one.delete(stranger), false);
    assert.deepEqual(one.list(), [item]);
  });
});
