import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { commitLightly } from "./commit-lightly.ts";

const full = 2;

function newFile() {
  const folder = mkdtempSync(join(tmpdir(), "commit-lightly-"));
  const open = () => new DatabaseSync(join(folder, "file.sqlite"), { timeout: 0 });
  const [db, other] = [open(), open()];
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE word (text TEXT NOT NULL)");
  return {
    ...{ db, other },
    put: (text: string | null) => db.prepare("INSERT INTO word VALUES (?)").run(text),
    count: () => Number(db.prepare("SELECT count(*) AS count FROM word").get()!["count"]),
    synchronous: () => db.prepare("PRAGMA synchronous").get()!["synchronous"],
    [Symbol.dispose]() {
      db.close();
      other.close();
      rmSync(folder, { recursive: true });
    },
  };
}

describe("commitLightly", () => {
  it("commits, and lets other commits wait for the disk", () => {
    using file = newFile();
    commitLightly(file.db, () => file.put("a"));
    assert.deepEqual([file.count(), file.synchronous()], [1, full]);
  });

  it("takes back what fails", () => {
    using file = newFile();
    const write = () => {
      file.put("a");
      file.put(null);
    };
    assert.throws(() => commitLightly(file.db, write));
    assert.deepEqual([file.count(), file.synchronous(), file.db.isTransaction], [0, full, false]);
  });

  it("lets other commits wait for the disk after it could not begin", () => {
    using file = newFile();
    file.other.exec("BEGIN IMMEDIATE");
    assert.throws(() => commitLightly(file.db, () => file.put("a")), /locked/);
    assert.equal(file.synchronous(), full);
  });
});
