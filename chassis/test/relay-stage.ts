import { setImmediate } from "node:timers/promises";
import { createDatabase, PostgresOfFile } from "@flotilla/testkit/sql-databases";
import { OutboxRelay } from "../src/outbox/outbox-relay.ts";
import { SqlOutbox } from "../src/sql/index.ts";
import { ManualClock } from "./manual-clock.ts";
import { newTelemetry } from "./new-telemetry.ts";
import { toEvent } from "./outbox-store.suite.ts";
import { ScriptedQueue } from "./scripted-queue.ts";

const streams = [{ name: "Tested", subjects: ["tested.changed"], description: "", duplicateWindowMs: 1000 }];

/** A relay over a real store, on a clock that stands still. */
export async function createRelayStage(maxEvents?: number) {
  const { database, ...owned } = await createDatabase("sqlite", new PostgresOfFile());
  const clock = new ManualClock(0);
  const now = () => 1_000_000 + clock.now();
  const store = new SqlOutbox(database, { now });
  const script = new ScriptedQueue();
  const telemetry = newTelemetry({ LOG_LEVEL: "info" });
  const createRelay = () =>
    new OutboxRelay({ store, queue: script.queue, streams, telemetry, clock, now, ...(maxEvents && { maxEvents }) });
  const relay = createRelay();
  return {
    ...owned,
    ...{ database, store, script, telemetry, clock, relay, createRelay },
    record: async (...ids: readonly string[]) => {
      const events = ids.map((id) => toEvent(id));
      await database.transact((trx) => store.record(trx, events));
      return events;
    },
    /** Lets all go on that does not wait for time, then lets time pass. */
    pass: async (ms: number) => {
      for (let left = ms; left >= 0; left -= 50) {
        for (let turn = 0; turn < 20; turn++) await setImmediate();
        clock.advance(Math.min(50, left));
      }
      for (let turn = 0; turn < 20; turn++) await setImmediate();
    },
  };
}
