import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StaleNames } from "../src/cache/cache.ts";

/** What two processes of one service see of the same names. */
export interface OwnedStaleNames extends AsyncDisposable {
  readonly store: StaleNames;
  readonly elsewhere: StaleNames;
}

/** What every store of stale names keeps to. `create` makes an empty one. */
export function staleNamesSuite(
  name: string,
  create: () => Promise<OwnedStaleNames>,
  skip: string | false = false,
): void {
  describe(`${name} as a store of stale names`, { skip }, () => {
    it("lists the names that were added, each once", async () => {
      await using owned = await create();
      await owned.store.add([]);
      await owned.store.add(["students.1", "students.all"]);
      await owned.elsewhere.add(["students.all", "students.2"]);
      const names = await owned.store.list(10);
      assert.deepEqual(names.toSorted(), ["students.1", "students.2", "students.all"]);
    });

    it("lists no more names than the limit", async () => {
      await using owned = await create();
      await owned.store.add(["a", "b", "c"]);
      assert.equal((await owned.store.list(2)).length, 2);
    });

    it("removes what it has listed, whoever added it", async () => {
      await using owned = await create();
      await owned.store.add(["a"]);
      await owned.elsewhere.add(["a", "b"]);
      await owned.store.remove((await owned.store.list(10)).filter((name) => name === "a"));
      assert.deepEqual(await owned.store.list(10), ["b"]);
    });

    it("removes nothing that it has not listed", async () => {
      await using owned = await create();
      await owned.store.add(["a"]);
      await owned.store.remove(["a"]);
      assert.deepEqual(await owned.store.list(10), ["a"]);
    });

    it("keeps a name that became stale again after it was listed", async () => {
      await using owned = await create();
      await owned.store.add(["a"]);
      const names = await owned.store.list(10);
      await owned.elsewhere.add(["a"]);
      await owned.store.remove(names);
      assert.deepEqual(await owned.store.list(10), ["a"]);
      await owned.store.remove(["a"]);
      await owned.store.remove(["a"]);
      assert.deepEqual(await owned.store.list(10), []);
    });

    it("takes any text for a name", async () => {
      await using owned = await create();
      const names = ["students.by_course.'; drop table x --", "é\u{1f600}", "$where", "a.b.c"];
      await owned.store.add(names);
      assert.deepEqual((await owned.store.list(10)).toSorted(), names.toSorted());
      await owned.store.remove(names);
      assert.deepEqual(await owned.store.list(10), []);
    });
  });
}
