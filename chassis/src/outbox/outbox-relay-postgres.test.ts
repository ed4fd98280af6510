import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { toUnavailable } from "@flotilla/testkit/sql-databases";
import { missesPostgres, startPostgres } from "@flotilla/testkit/start-postgres";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { ScriptedQueue } from "../../test/scripted-queue.ts";
import { chassisTables, openPostgres, SqlOutbox } from "../sql/index.ts";
import { OutboxRelay } from "./outbox-relay.ts";

const streams = [{ name: "Tested", subjects: ["tested.changed"], description: "", duplicateWindowMs: 1000 }];
const signal = new AbortController().signal;

/** One of several processes of a service, on the same database and queue. */
function createReplica(url: string, script: ScriptedQueue) {
  const telemetry = newTelemetry({ LOG_LEVEL: "fatal" });
  const database = openPostgres<object>(url, {
    name: "tested",
    migrations: chassisTables,
    toUnavailable,
    log: telemetry.log,
    startPatienceMs: 60_000,
  });
  const store = new SqlOutbox(database);
  const relay = new OutboxRelay({ store, queue: script.queue, streams, telemetry });
  return {
    ...{ database, store },
    async start() {
      await database.start?.();
      await relay.start();
    },
    async write(id: string) {
      await database.transact((trx) => store.record(trx, [toEvent(id)]));
      relay.add([toEvent(id)]);
    },
    async [Symbol.asyncDispose]() {
      await relay.stop(signal);
      await database.stop?.(signal);
    },
  };
}

describe("OutboxRelay on PostgreSQL", { skip: missesPostgres() }, () => {
  it("publishes all that was committed by two processes, while the database is killed under them", async () => {
    await using postgres = await startPostgres();
    const script = new ScriptedQueue();
    await using one = createReplica(postgres.url, script);
    await using other = createReplica(postgres.url, script);
    await one.start();
    await other.start();
    const committed: string[] = [];
    let isOver = false;
    const work = async (replica: typeof one, aggregate: string) => {
      for (let count = 0; !isOver; count++) {
        const id = `${aggregate}/${count}`;
        await replica.write(id).then(() => committed.push(id), setImmediate);
      }
    };
    const workers = ["a", "b", "c", "d"].map((name, index) => work(index % 2 === 0 ? one : other, name));
    for (let round = 1; round <= 3; round++) {
      const enough = committed.length + 50;
      while (committed.length < enough) await setImmediate();
      await postgres.kill();
      await postgres.restart();
    }
    isOver = true;
    await Promise.all(workers);
    while ((await readPending(one.store)) > 0) await setImmediate();
    const published = new Set(script.ids);
    assert.deepEqual(
      committed.filter((id) => !published.has(id)),
      [],
    );
  });
});

/** Infinity while the database comes back. */
async function readPending(store: SqlOutbox): Promise<number> {
  const { pending } = await store.readBacklog().catch(() => ({ pending: Number.POSITIVE_INFINITY }));
  return pending;
}
