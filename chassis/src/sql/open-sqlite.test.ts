import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { toUnavailable } from "@flotilla/testkit/sql-databases";
import { sql } from "kysely";
import type { Migration } from "./migration.ts";
import { openSqlite } from "./open-sqlite.ts";

interface Tables {
  readonly book: { readonly title: string };
}

const first: Migration = { name: "books/1", sql: "create table book (title text) strict" };
const second: Migration = { name: "books/2", sql: "create index book_by_title on book (title)" };
const signal = new AbortController().signal;

/** A file in a folder of its own. */
function createFile() {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-sql-"));
  return { path: join(folder, "deep/er/books.sqlite"), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

function open(path: string, migrations = [first], busyTimeoutMs = 1000) {
  return openSqlite<Tables>(path, { name: "books", migrations, toUnavailable, busyTimeoutMs });
}

describe("openSqlite", () => {
  it("keeps what was committed, and runs new migrations only", async () => {
    using file = createFile();
    const before = open(file.path);
    await before.start?.();
    await before.db.insertInto("book").values({ title: "a" }).execute();
    await before.stop?.(signal);
    const after = open(file.path, [first, second]);
    await after.start?.();
    assert.deepEqual(await after.db.selectFrom("book").selectAll().execute(), [{ title: "a" }]);
    const { rows } = await sql`select name from migration order by name`.execute(after.db);
    assert.deepEqual(rows, [{ name: "books/1" }, { name: "books/2" }]);
    await after.stop?.(signal);
  });

  it("writes ahead, and through to the disk", async () => {
    using file = createFile();
    const database = open(file.path);
    await database.start?.();
    const read = async (pragma: string) =>
      Object.values((await sql.raw<object>(pragma).execute(database.db)).rows[0]!)[0];
    assert.equal(await read("pragma journal_mode"), "wal");
    assert.equal(await read("pragma synchronous"), 2);
    await database.stop?.(signal);
  });

  it("does not start over a schema from a newer release", async () => {
    using file = createFile();
    const newer = open(file.path, [first, second]);
    await newer.start?.();
    await newer.stop?.(signal);
    await assert.rejects(
      async () => open(file.path).start?.(),
      /from a newer release: this one does not know books\/2/,
    );
  });

  it("keeps nothing of migrations that fail", async () => {
    using file = createFile();
    const broken = open(file.path, [first, { name: "books/2", sql: "create table a (n int); create nonsense" }]);
    await assert.rejects(async () => broken.start?.(), /nonsense/);
    const database = open(file.path);
    await database.start?.();
    const { rows } = await sql`select name from sqlite_schema where name = 'a'`.execute(database.db);
    assert.deepEqual(rows, []);
    await database.stop?.(signal);
  });

  it("does not start on a file that is no database", async () => {
    using file = createFile();
    await open(file.path).start?.();
    writeFileSync(`${file.path}.txt`, "x".repeat(4096));
    await assert.rejects(async () => open(`${file.path}.txt`).start?.(), /cannot open the database .*not a database/);
  });

  it("is unavailable while another process writes", async () => {
    using file = createFile();
    const database = open(file.path, [first], 1);
    await database.start?.();
    const other = new DatabaseSync(file.path);
    other.exec("begin immediate");
    const write = () => database.transact((trx) => trx.insertInto("book").values({ title: "a" }).execute());
    await assert.rejects(write, { code: "unavailable", reason: "STORE_UNAVAILABLE" });
    assert.deepEqual(await database.db.selectFrom("book").selectAll().execute(), []);
    other.exec("rollback");
    await write();
    other.close();
    await database.stop?.(signal);
  });

  it("lets no other process write in the midst of a transaction", async () => {
    using file = createFile();
    const [database, other] = [open(file.path), open(file.path, [first], 1)];
    await database.start?.();
    await other.start?.();
    await database.transact(async (trx) => {
      assert.deepEqual(await trx.selectFrom("book").selectAll().execute(), []);
      const write = other.db.insertInto("book").values({ title: "other" }).execute();
      await assert.rejects(write, { reason: "STORE_UNAVAILABLE" });
      await trx.insertInto("book").values({ title: "a" }).execute();
    });
    assert.deepEqual(await other.db.selectFrom("book").selectAll().execute(), [{ title: "a" }]);
    await database.stop?.(signal);
    await other.stop?.(signal);
  });

  it("is unavailable before it starts and after it stops, and its check says so", async () => {
    const database = open(":memory:");
    await assert.rejects(database.db.selectFrom("book").selectAll().execute(), { reason: "STORE_UNAVAILABLE" });
    assert.throws(() => database.check?.(), { reason: "STORE_UNAVAILABLE" });
    await database.start?.();
    await database.check?.();
    await database.stop?.(signal);
    assert.throws(() => database.check?.(), { reason: "STORE_UNAVAILABLE" });
  });
});
