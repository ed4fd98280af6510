import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { Fault } from "../../fault.ts";
import { WriteBatch } from "./write-batch.ts";

function newBatch() {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE word (text TEXT NOT NULL UNIQUE)");
  const insert = db.prepare("INSERT INTO word VALUES (?)");
  const words = () =>
    db
      .prepare("SELECT text FROM word ORDER BY rowid")
      .all()
      .map(({ text }) => text);
  return { batch: new WriteBatch(db), put: (text: string | null) => () => insert.run(text).changes, words };
}

describe("WriteBatch", () => {
  it("writes all of a turn at its end, in order", async () => {
    const { batch, put, words } = newBatch();
    const writes = [batch.add(put("a")), batch.add(put("b"))];
    assert.deepEqual(words(), []);
    assert.deepEqual(await Promise.all(writes), [1, 1]);
    assert.deepEqual(words(), ["a", "b"]);
  });

  it("lets a write be refused without hurting the others", async () => {
    const { batch, put, words } = newBatch();
    const refuse = () => {
      throw new Fault({ code: "unavailable", reason: "TESTED", message: "no" });
    };
    const [, refused, last] = await Promise.allSettled([batch.add(put("a")), batch.add(refuse), batch.add(put("b"))]);
    assert.equal(refused.status === "rejected" && refused.reason.reason, "TESTED");
    assert.equal(last.status, "fulfilled");
    assert.deepEqual(words(), ["a", "b"]);
  });

  it("takes back all of a turn when the database fails, and goes on with the next", async () => {
    const { batch, put, words } = newBatch();
    const failed = await Promise.allSettled([batch.add(put("a")), batch.add(put(null))]);
    for (const outcome of failed) {
      assert.equal(outcome.status === "rejected" && outcome.reason.reason, "QUEUE_UNAVAILABLE");
    }
    assert.deepEqual(words(), []);
    assert.match(String(batch.failure), /NOT NULL constraint/);
    await batch.add(put("c"));
    assert.equal(batch.failure, undefined);
    assert.deepEqual(words(), ["c"]);
  });
});
