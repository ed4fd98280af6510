import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { buildKeys } from "../index-builder/build-keys.ts";
import { KeyCursor } from "./key-cursor.ts";
import { NameTable } from "./name-table.ts";

const random = createRandom(7);
const below = (limit: number) => Math.floor(random() * limit);
const randomKey = () => Array.from({ length: 1 + below(6) }, () => "abc"[below(3)]).join("");
const keys = [...new Set(Array.from({ length: 1500 }, randomKey)), "b".repeat(300)].sort();
const columns = buildKeys(
  keys.map((key, index) => ({ key: Buffer.from(key), postings: [index, index + 300, 70_000] })),
);

function createCursor(): KeyCursor {
  return new KeyCursor(columns.keyEntries, columns.keyBlockStarts);
}

function countShared(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
}

describe("KeyCursor", () => {
  it("goes through all keys, each with its postings and what it shares with the one before", () => {
    const cursor = createCursor();
    for (const [index, key] of keys.entries()) {
      const postings: number[] = [];
      cursor.readPostings((posting) => postings.push(posting));
      assert.deepEqual([cursor.readKey(), postings], [key, [index, index + 300, 70_000]]);
      assert.equal(cursor.shared, index === 0 ? 0 : countShared(keys[index - 1]!, key), key);
      cursor.next();
    }
    assert.equal(cursor.length, 0);
  });

  it("passes over the keys that share so many bytes with the current one", () => {
    for (let round = 0; round < 50; round++) {
      const cursor = createCursor();
      for (let index = 0; index >= 0; ) {
        const key = keys[index]!;
        assert.equal(cursor.readKey(), key);
        const most = 1 + below(key.length);
        cursor.next(most);
        index = keys.findIndex((other, at) => at > index && countShared(key, other) < most);
        if (index >= 0) assert.equal(cursor.shared, countShared(key, keys[index]!));
      }
      assert.equal(cursor.length, 0);
    }
  });

  it("stops handing out postings when told so", () => {
    const postings: number[] = [];
    createCursor().readPostings((posting) => postings.push(posting) === 2);
    assert.deepEqual(postings, [0, 300]);
  });
});

describe("NameTable", () => {
  it("stands on the first key that does not come before", () => {
    const table = new NameTable(columns);
    for (const text of [...keys, ...Array.from({ length: 300 }, randomKey), "", "a", "zz", "bbbbbbbc"]) {
      const expected = keys.find((key) => key >= text) ?? "";
      assert.equal(table.seek(Buffer.from(text)).readKey(), expected, text);
    }
  });
});
