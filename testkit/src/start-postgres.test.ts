import assert from "node:assert/strict";
import { describe, it } from "node:test";
import pg from "pg";
import { missesPostgres, startPostgres } from "./start-postgres.ts";

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(text)
    .then(
      ({ rows }) => rows,
      (cause) => Promise.reject(cause),
    )
    .finally(() => client.end());
}

describe("startPostgres", { skip: missesPostgres() }, () => {
  it("keeps what was committed when it is killed", async () => {
    await using postgres = await startPostgres();
    await query(postgres.url, "create table kept (n int)");
    for (let n = 0; n < 3; n++) {
      await query(postgres.url, `insert into kept values (${n})`);
      await postgres.kill();
      await assert.rejects(query(postgres.url, "select 1"), { code: "ECONNREFUSED" });
      await postgres.restart();
    }
    assert.deepEqual(await query(postgres.url, "select n from kept order by n"), [{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it("asks for its password", async () => {
    await using postgres = await startPostgres();
    const url = new URL(postgres.url);
    url.password = "wrong";
    await assert.rejects(query(url.href, "select 1"), { code: "28P01" });
  });

  it("has as many databases as a test needs", async () => {
    await using postgres = await startPostgres();
    const [one, two] = [await postgres.createDatabase(), await postgres.createDatabase()];
    await query(one, "create table only_here ()");
    await assert.rejects(query(two, "select from only_here"), { code: "42P01" });
  });
});
