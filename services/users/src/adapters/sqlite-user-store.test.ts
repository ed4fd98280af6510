import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { createFolder, createSqliteStore } from "../../test/owned-stores.ts";
import { toUser, userStoreSuite } from "../../test/user-store.suite.ts";
import { SqliteUserStore } from "./sqlite-user-store.ts";

const at = new Date(0);

userStoreSuite("SqliteUserStore", createSqliteStore);

describe("SqliteUserStore on its file", () => {
  it("keeps users, and what was done once, over a restart", async () => {
    await using folder = await createFolder();
    const path = join(folder.path, "users.sqlite");
    const first = new SqliteUserStore(path);
    await first.start();
    await first.once("seed", (users) => users.apply({ kind: "seeded", user: toUser("a"), at }));
    await first.stop();
    const second = new SqliteUserStore(path);
    await second.start();
    assert.deepEqual(await second.findById("a"), toUser("a"));
    assert.equal(await second.once("seed", async () => assert.fail("runs twice")), false);
    await second.stop();
  });

  it("refuses a file from a newer release and leaves it alone", async () => {
    await using folder = await createFolder();
    const path = join(folder.path, "users.sqlite");
    const store = new SqliteUserStore(path);
    await store.start();
    await store.stop();
    const database = new DatabaseSync(path);
    database.exec("INSERT INTO migration VALUES (99, 'from the future', 0)");
    database.close();
    await assert.rejects(new SqliteUserStore(path).start(), /schema version 99; this release knows 1/);
  });

  it("does not start on a file that is no database", async () => {
    await using folder = await createFolder();
    const path = join(folder.path, "users.sqlite");
    await writeFile(path, "x".repeat(4096));
    await assert.rejects(new SqliteUserStore(path).start(), /not a database/);
  });

  it("says STORE_BUSY while another process writes", async () => {
    await using folder = await createFolder();
    const path = join(folder.path, "users.sqlite");
    const store = new SqliteUserStore(path, { busyTimeoutMs: 1 });
    await store.start();
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await assert.rejects(
      store.transact(async () => {}),
      { code: "unavailable", reason: "STORE_BUSY" },
    );
    assert.equal(await store.findById("a"), undefined);
    other.exec("ROLLBACK");
    other.close();
    await store.transact((users) => users.apply({ kind: "added", user: toUser("a"), at }));
    await store.stop();
  });

  it("never replaces a user by another with the same email", async () => {
    await using owned = await createSqliteStore();
    const add = (id: string) =>
      owned.store.transact((users) => users.apply({ kind: "added", user: toUser(id, { email: "same@x" }), at }));
    await add("a");
    await assert.rejects(add("b"), { code: "internal", reason: "STORE_FAILED" });
    assert.equal((await owned.store.findByEmail("same@x"))?.id, "a");
  });

  it("fails its check once the file is gone bad", async () => {
    await using folder = await createFolder();
    const path = join(folder.path, "users.sqlite");
    const store = new SqliteUserStore(path);
    await store.start();
    store.check();
    const other = new DatabaseSync(path);
    other.exec("DROP TABLE user");
    other.close();
    assert.throws(() => store.check(), { reason: "STORE_FAILED" });
    await store.stop();
  });
});
