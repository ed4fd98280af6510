import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { createDatabase, PostgresOfFile } from "@flotilla/testkit/sql-databases";
import { OutboxRelay } from "../src/outbox/outbox-relay.ts";
import type { StreamSpec } from "../src/queue/queue.ts";
import { SqlOutbox } from "../src/sql/index.ts";
import { toEvent } from "./outbox-store.suite.ts";
import { ownJetStream } from "./own-jetstream.ts";
import { Inbox, shipping } from "./queue-inbox.ts";

const { missing } = findProgram("nats-server");
const stream: StreamSpec = {
  name: "Tested",
  subjects: ["tested.changed"],
  description: "For tests.",
  duplicateWindowMs: 120_000,
};
const consumer = { ...shipping, stream: "Tested", subject: "tested.changed", maxAckPending: 1000 };

/** A relay between a real database and a real broker, and a consumer at the end. */
async function createStage() {
  const { database, ...owned } = await createDatabase("sqlite", new PostgresOfFile());
  const broker = await ownJetStream();
  const store = new SqlOutbox(database);
  const relay = new OutboxRelay({ store, queue: broker.queue, streams: [stream], telemetry: broker.telemetry });
  await broker.queue.ensureStreams([stream]);
  const inbox = new Inbox();
  await broker.queue.consume(consumer, inbox.deliver);
  await relay.start();
  return {
    nats: broker.nats,
    /** As a service does: stores events, and tells the relay once they are committed. */
    record: async (ids: readonly string[]) => {
      const events = ids.map((id) => toEvent(id));
      await database.transact((trx) => store.record(trx, events));
      relay.add(events);
    },
    /** Acknowledges what comes until all of these have come. */
    untilDelivered: async (ids: readonly string[]) => {
      const awaited = new Set<string | undefined>(ids);
      while (awaited.size > 0) {
        const delivery = await inbox.next();
        awaited.delete(delivery.id);
        delivery.ack().catch(() => undefined);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await relay.stop(AbortSignal.timeout(5000));
      await broker[Symbol.asyncDispose]();
      await owned[Symbol.asyncDispose]();
    },
  };
}

function idsOf(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => `a${index % 5}/${from + index}`);
}

describe("an outbox before JetStream", { skip: missing, timeout: 120_000 }, () => {
  it("gives a broker that lost everything all of it again", async () => {
    await using stage = await createStage();
    const [before, after] = [idsOf(0, 40), idsOf(40, 60)];
    await stage.record(before);
    await stage.untilDelivered(before);
    await stage.nats.wipe();
    await stage.record(after);
    await stage.untilDelivered([...before, ...after]);
  });

  it("brings what was recorded while the broker was away", async () => {
    await using stage = await createStage();
    await stage.nats.kill();
    const ids = idsOf(0, 300);
    for (let from = 0; from < ids.length; from += 30) await stage.record(ids.slice(from, from + 30));
    await stage.nats.restart();
    await stage.untilDelivered(ids);
  });

  it("fills a broker that is wiped while events are on their way to it", async () => {
    await using stage = await createStage();
    const ids = idsOf(0, 400);
    const wiping = stage.nats.wipe();
    for (let from = 0; from < ids.length; from += 20) await stage.record(ids.slice(from, from + 20));
    await wiping;
    await stage.untilDelivered(ids);
  });
});
