import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { findFreePort } from "@flotilla/testkit/free-port";
import { PostgresOfFile, toUnavailable } from "@flotilla/testkit/sql-databases";
import { missesPostgres, startPostgres } from "@flotilla/testkit/start-postgres";
import { sql } from "kysely";
import { ManualClock } from "../../test/manual-clock.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { chassisTables } from "./chassis-tables.ts";
import type { Migration } from "./migration.ts";
import { openPostgres, type PostgresOptions } from "./open-postgres.ts";
import type { SqlDatabase } from "./sql-database.ts";

interface Tables {
  readonly book: { readonly title: string; readonly pages: number };
}

const first: Migration = { name: "books/1", sql: "create table book (title text primary key, pages int not null)" };
const second: Migration = { name: "books/2", sql: "alter table book add column writer text not null default ''" };
const away = { code: "unavailable", reason: "STORE_UNAVAILABLE", message: "The store is away." };
const signal = new AbortController().signal;

/** A database that is stopped in the end, with the log that it writes. */
function open(url: string, options: Partial<PostgresOptions> = {}) {
  const { log, written } = newTelemetry({ LOG_LEVEL: "info" });
  const defaults = { name: "books", migrations: [first], toUnavailable, log, startPatienceMs: 60_000 };
  const database = openPostgres<Tables>(url, { ...defaults, ...options });
  return { database, written, [Symbol.asyncDispose]: async () => database.stop?.(signal) };
}

const add = (database: SqlDatabase<Tables>, title: string, pages = 1) =>
  database.db.insertInto("book").values({ title, pages }).execute();

const listTitles = async (database: SqlDatabase<Tables>) =>
  (await database.db.selectFrom("book").select("title").orderBy("title").execute()).map(({ title }) => title);

/** Asks until it is answered: PostgreSQL takes its time to come back. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      assert.equal((thrown as { reason?: string }).reason, "STORE_UNAVAILABLE");
    }
  }
}

const server = new PostgresOfFile();
after(() => server[Symbol.asyncDispose]());

describe("openPostgres", { skip: missesPostgres() }, () => {
  it("keeps each service in a schema of its own", async () => {
    const url = await server.createDatabase();
    await using one = open(url, { name: "one" });
    await using other = open(url, { name: "other" });
    for (const { database } of [one, other]) await database.start?.();
    await add(one.database, "a");
    assert.deepEqual(await listTitles(other.database), []);
    const { rows } = await sql`select current_schema() as schema, current_setting('application_name') as name`.execute(
      one.database.db,
    );
    assert.deepEqual(rows, [{ schema: "one", name: "one" }]);
  });

  it("brings the schema up to date once, however many processes start at the same time", async () => {
    const url = await server.createDatabase();
    const replicas = Array.from({ length: 8 }, () => open(url, { migrations: [...chassisTables, first, second] }));
    await Promise.all(replicas.map(({ database }) => database.start?.()));
    await Promise.all(replicas.map(({ database }, index) => add(database, `${index}`)));
    const { rows } = await sql`select name from migration order by name`.execute(replicas[0]!.database.db);
    assert.deepEqual(rows, [{ name: "books/1" }, { name: "books/2" }, { name: "chassis/1" }]);
    for (const replica of replicas) await replica[Symbol.asyncDispose]();
  });

  it("does not start over a schema from a newer release", async () => {
    const url = await server.createDatabase();
    await using newer = open(url, { migrations: [first, second] });
    await newer.database.start?.();
    await using older = open(url);
    await assert.rejects(async () => older.database.start?.(), /from a newer release: this one does not know books\/2/);
    await assert.rejects(listTitles(older.database), away);
  });

  it("does not start when a migration is wrong, and keeps nothing of it", async () => {
    const url = await server.createDatabase();
    await using broken = open(url, { migrations: [first, { name: "books/2", sql: "create nonsense" }] });
    await assert.rejects(async () => broken.database.start?.(), /nonsense/);
    await using database = open(url, { migrations: [{ ...first, name: "books/other" }] });
    await database.database.start?.();
    assert.deepEqual(await listTitles(database.database), []);
  });

  it("starts without the database, and is there once that is", async () => {
    await using postgres = await startPostgres();
    await postgres.kill();
    const clock = new ManualClock();
    await using late = open(postgres.url, { clock });
    await late.database.start?.();
    await assert.rejects(listTitles(late.database), away);
    await assert.rejects(
      async () => late.database.check?.(),
      /^Error: PostgreSQL at 127.0.0.1:\d+\/postgres cannot be reached \(ECONNREFUSED\)$/,
    );
    const running = late.database.run?.(signal);
    await postgres.restart();
    for (let isDone = false; !isDone; ) {
      isDone = await Promise.race([
        running!.then(() => true),
        new Promise<boolean>((resolve) => setImmediate(resolve, false)),
      ]);
      clock.advance(2000);
    }
    assert.deepEqual(await listTitles(late.database), []);
    await late.database.check?.();
    const [absent, ...later] = late.written.map((line) => JSON.parse(line));
    assert.equal(absent.msg, "database is not there yet");
    assert.match(absent.reason, /ECONNREFUSED/);
    assert.doesNotMatch(late.written[0]!, /stack/);
    assert.deepEqual(
      later.map(({ msg }) => msg),
      ["database is there"],
    );
  });

  it("starts without a database that does not answer in time", async () => {
    await using postgres = await startPostgres();
    postgres.freeze();
    const clock = new ManualClock();
    await using owned = open(postgres.url, { clock, startPatienceMs: 100 });
    const started = owned.database.start?.();
    clock.advance(100);
    await started;
    await assert.rejects(listTitles(owned.database), away);
  });

  it("waits for a password that is right, and never tells it", async () => {
    const url = await server.createDatabase();
    const wrong = new URL(url);
    wrong.password = "wr0ng-s3cret";
    await using refused = open(wrong.href, { clock: new ManualClock() });
    await refused.database.start?.();
    const controller = new AbortController();
    const running = refused.database.run?.(controller.signal);
    const faults = [await listTitles(refused.database).catch((thrown) => thrown)];
    faults.push(await Promise.resolve(refused.database.check?.()).catch((thrown) => thrown));
    controller.abort();
    await assert.rejects(async () => running);
    assert.match(String(faults[1]), /cannot be reached \(28P01\)$/);
    const told = [
      ...refused.written,
      ...faults.map((fault) => JSON.stringify(fault) + fault.stack + fault.cause?.stack),
    ];
    assert.ok(told.length >= 3);
    for (const text of told) assert.doesNotMatch(text, /s3cret/);
  });

  it("says without its password that an address is none", () => {
    assert.throws(
      () => open("postgres://flotilla:s3cret@host:port/x"),
      (thrown) => {
        assert.doesNotMatch(`${(thrown as Error).stack} ${JSON.stringify(thrown)}`, /s3cret/);
        return true;
      },
    );
  });

  it("is unavailable while PostgreSQL is killed, and goes on once it is back, with all that was committed", async () => {
    await using postgres = await startPostgres();
    await using owned = open(postgres.url);
    const { database } = owned;
    await database.start?.();
    for (let round = 0; round < 3; round++) {
      await Promise.all([1, 2, 3, 4].map((n) => add(database, `${round}.${n}`)));
      await postgres.kill();
      await assert.rejects(add(database, "lost"), away);
      await assert.rejects(async () => database.check?.(), /cannot be reached/);
      await postgres.restart();
      const titles = await untilAnswered(() => listTitles(database));
      assert.equal(titles.length, 4 * (round + 1));
      await database.check?.();
    }
  });

  it("ends a transaction whose server is killed midway", async () => {
    await using postgres = await startPostgres();
    await using owned = open(postgres.url);
    await owned.database.start?.();
    const transaction = owned.database.transact(async (trx) => {
      await trx.insertInto("book").values({ title: "a", pages: 1 }).execute();
      await postgres.kill();
      await trx.insertInto("book").values({ title: "b", pages: 1 }).execute();
    });
    await assert.rejects(transaction, away);
    await postgres.restart();
    assert.deepEqual(await untilAnswered(() => listTitles(owned.database)), []);
  });

  it("gives up connections on which no answer comes, and takes new ones", async () => {
    await using postgres = await startPostgres();
    await using owned = open(postgres.url, { maxConnections: 2, statementTimeoutMs: 2000 });
    await owned.database.start?.();
    await Promise.all([add(owned.database, "a"), add(owned.database, "b")]);
    postgres.freeze();
    await Promise.all([1, 2, 3].map(() => assert.rejects(listTitles(owned.database), away)));
    postgres.thaw();
    assert.deepEqual(await untilAnswered(() => listTitles(owned.database)), ["a", "b"]);
  });

  it("ends a statement that takes too long, and keeps the connection", async () => {
    const url = await server.createDatabase();
    await using owned = open(url, { maxConnections: 1, statementTimeoutMs: 100 });
    await owned.database.start?.();
    const readPid = async () => (await sql`select pg_backend_pid() as pid`.execute(owned.database.db)).rows;
    const before = await untilAnswered(readPid);
    await assert.rejects(sql`select pg_sleep(60)`.execute(owned.database.db), away);
    assert.deepEqual(await untilAnswered(readPid), before);
  });

  it("runs a transaction again that was ended for the sake of another one", async () => {
    const url = await server.createDatabase();
    await using owned = open(url);
    const { database } = owned;
    await database.start?.();
    await Promise.all([add(database, "a", 0), add(database, "b", 0)]);
    const bothHold = new Barrier(2);
    const change = (...titles: readonly string[]) =>
      database.transact(async (trx) => {
        for (const title of titles) {
          await trx
            .updateTable("book")
            .set(({ eb }) => ({ pages: eb("pages", "+", 1) }))
            .where("title", "=", title)
            .execute();
          await bothHold.pass();
        }
      });
    await Promise.all([change("a", "b"), change("b", "a")]);
    const books = await database.db.selectFrom("book").selectAll().orderBy("title").execute();
    assert.deepEqual(
      books.map(({ pages }) => pages),
      [2, 2],
    );
  });

  it("plans a statement anew when another release has changed its table", async () => {
    const url = await server.createDatabase();
    await using older = open(url, { maxConnections: 1 });
    await older.database.start?.();
    const readAll = () =>
      older.database.transact((trx) => trx.selectFrom("book").selectAll().where("title", "=", "a").execute());
    await add(older.database, "a");
    assert.deepEqual(await readAll(), [{ title: "a", pages: 1 }]);
    await using newer = open(url, { migrations: [first, second] });
    await newer.database.start?.();
    assert.deepEqual(await readAll(), [{ title: "a", pages: 1, writer: "" }]);
  });

  it("refuses text that it cannot hold", async () => {
    const url = await server.createDatabase();
    await using owned = open(url);
    await owned.database.start?.();
    await assert.rejects(add(owned.database, "a\0b"), { code: "invalid_argument", reason: "VALIDATION_FAILED" });
    await add(owned.database, "after");
  });

  it("is unavailable when nobody listens at the address", async () => {
    await using owned = open(`postgres://nobody:s3cret@127.0.0.1:${await findFreePort()}/none`, {
      clock: new ManualClock(),
    });
    await owned.database.start?.();
    await assert.rejects(listTitles(owned.database), away);
  });
});

/** Lets the first passers wait for each other, and those that come later through. */
class Barrier {
  readonly #open = Promise.withResolvers<void>();
  #left: number;

  constructor(passers: number) {
    this.#left = passers;
  }

  pass(): Promise<void> {
    if (--this.#left <= 0) this.#open.resolve();
    return this.#open.promise;
  }
}
