import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PageSource, readPage } from "./read-page.ts";

const badToken = () => new RangeError("bad token");

/** Records `r1` … `rN`; notes the limits that it was asked for. */
function createSource(count: number, filter: readonly string[] = []) {
  const all = Array.from({ length: count }, (_, index) => ({ id: `r${String(index + 1).padStart(5, "0")}` }));
  const limits: number[] = [];
  const source: PageSource<{ id: string }> = {
    filter,
    isId: (text) => /^r\d{5}$/.test(text),
    list: async ({ after = "", limit }) => {
      limits.push(limit);
      return all.filter(({ id }) => id > after).slice(0, limit);
    },
    badToken,
  };
  return { source, all, limits };
}

describe("readPage", () => {
  it("reads a list to its end, each record once, and gives no token with the last page", async () => {
    const { source, all } = createSource(6);
    const seen: string[] = [];
    let pages = 0;
    for (let pageToken = ""; pages === 0 || pageToken; pages++) {
      const page = await readPage({ pageSize: 2, pageToken }, source);
      seen.push(...page.items.map(({ id }) => id));
      pageToken = page.nextPageToken;
    }
    assert.deepEqual([pages, seen], [3, all.map(({ id }) => id)]);
  });

  it("gives a hundred unless told, and never more than a thousand", async () => {
    const { source, limits } = createSource(1100);
    const sizes = [];
    for (const pageSize of [0, 1000, 5000])
      sizes.push((await readPage({ pageSize, pageToken: "" }, source)).items.length);
    assert.deepEqual(sizes, [100, 1000, 1000]);
    assert.deepEqual(limits, [101, 1001, 1001]);
  });

  it("refuses a token of another list, and what nobody gave it", async () => {
    const { nextPageToken } = await readPage({ pageSize: 1, pageToken: "" }, createSource(2, ["a"]).source);
    const { source, limits } = createSource(2, ["a"]);
    const forged = Buffer.from(JSON.stringify(["no id", "a"])).toString("base64url");
    for (const pageToken of ["x", "%%%", `${nextPageToken}A`, nextPageToken.slice(1), "W10", "bnVsbA", "e30", forged])
      await assert.rejects(readPage({ pageSize: 1, pageToken }, source), badToken(), pageToken);
    assert.deepEqual(limits, []);
    await assert.rejects(
      readPage({ pageSize: 1, pageToken: nextPageToken }, createSource(2, ["b"]).source),
      badToken(),
    );
    assert.equal((await readPage({ pageSize: 1, pageToken: nextPageToken }, source)).items[0]!.id, "r00002");
  });
});
