import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyLink, forgetTombstones, type Links, listPresent, replaceLinks } from "./links.ts";
import { nextVersion, timeOf } from "./version.ts";

const [v1, v2, v3] = [nextVersion("left", 1000), nextVersion("left", 2000), nextVersion("right", 3000)] as const;
const add = (id: string, version: string) => ({ id, version, isPresent: true });
const remove = (id: string, version: string) => ({ id, version, isPresent: false });

describe("replaceLinks", () => {
  it("gives the new version only to links that differ", () => {
    const before: Links = [add("a", v1), add("b", v1)];
    const { links, added, removed } = replaceLinks(before, ["b", "c", "c"], v2);
    assert.deepEqual([added, removed], [["c"], ["a"]]);
    assert.deepEqual(links, [add("b", v1), add("c", v2), remove("a", v2)]);
  });

  it("takes the order of the new list, and links again what was removed", () => {
    const { links } = replaceLinks([add("a", v1), remove("b", v1)], ["b", "a"], v2);
    assert.deepEqual(links, [add("b", v2), add("a", v1)]);
  });
});

describe("applyLink", () => {
  it("lets the later version win, and takes the same event once", () => {
    const once = applyLink([], add("a", v2), 2, v3);
    assert.equal(once.effect, "added");
    assert.equal(applyLink(once.links, add("a", v2), 2, v3).effect, "stale");
    assert.equal(applyLink(once.links, remove("a", v1), 2, v3).effect, "stale");
    const gone = applyLink(once.links, remove("a", v3), 2, v3);
    assert.deepEqual([gone.effect, listPresent(gone.links)], ["removed", []]);
    assert.equal(applyLink(gone.links, add("a", v2), 2, v3).effect, "stale");
  });

  it("remembers the removal of what it never had", () => {
    const { links, effect } = applyLink([], remove("a", v2), 2, v3);
    assert.deepEqual([effect, links], ["confirmed", [remove("a", v2)]]);
  });

  it("refuses what there is no room for, and leaves a tombstone", () => {
    const { links, effect } = applyLink([add("a", v1)], add("b", v2), 1, v3);
    assert.deepEqual([effect, listPresent(links)], ["full", ["a"]]);
    assert.deepEqual(links.at(-1), remove("b", v3));
    assert.equal(applyLink([add("a", v1)], add("a", v2), 1, v3).effect, "confirmed");
  });
});

describe("forgetTombstones", () => {
  it("forgets removed links only, and only old ones", () => {
    const links = [add("a", v1), remove("b", v1), remove("c", v3)];
    assert.deepEqual(forgetTombstones(links, timeOf(v2)), [add("a", v1), remove("c", v3)]);
  });
});
