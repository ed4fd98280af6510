import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SimulatedClock } from "@flotilla/testkit/simulated-clock";
import { createDatabase, PostgresOfFile } from "@flotilla/testkit/sql-databases";
import { MortalProcess } from "../../test/mortal-process.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { createRandom } from "../../test/random.ts";
import { ScriptedQueue } from "../../test/scripted-queue.ts";
import { SqlOutbox } from "../sql/index.ts";
import { OutboxRelay } from "./outbox-relay.ts";

const streams = [{ name: "Tested", subjects: ["tested.changed"], description: "", duplicateWindowMs: 1000 }];

interface Trouble {
  readonly processes: number;
  readonly danger: number;
  readonly wipes: boolean;
}

/** Processes that record events and die, and a queue that comes and goes, for half a minute; then peace. */
async function simulate(seed: number, { processes, danger, wipes }: Trouble) {
  const random = createRandom(seed);
  const clock = new SimulatedClock();
  await using owned = await createDatabase("sqlite", new PostgresOfFile());
  const script = new ScriptedQueue();
  const recorded: string[] = [];
  const now = () => clock.now();
  const outbox = new SqlOutbox(owned.database, { now });
  const telemetry = newTelemetry({ LOG_LEVEL: "fatal" });
  let isPeace = false;

  const record = async (process: MortalProcess, relay: OutboxRelay): Promise<void> => {
    const events = Array.from({ length: 1 + random.below(3) }, () => toEvent(`${random.below(5)}/${recorded.length}`));
    const unique = events.map((event, index) => ({ ...event, id: `${event.aggregate}/${recorded.length + index}` }));
    recorded.push(...unique.map(({ id }) => id));
    await owned.database.transact((trx) => outbox.record(trx, unique));
    await process.step(async () => relay.add(unique));
  };
  const live = (): void => {
    const process = new MortalProcess(random, isPeace ? 0 : danger, () => clock.after(random.below(3000), live));
    const store = process.reach(new SqlOutbox(owned.database, { now }));
    const queue = process.reach(script.queue);
    const relay = new OutboxRelay({ store, queue, streams, telemetry, clock, now, maxEvents: 20 });
    const work = (): void => {
      if (process.isDead || isPeace) return;
      void record(process, relay);
      clock.after(random.below(400), work);
    };
    void relay.start().then(work);
  };
  const trouble = (): void => {
    if (isPeace) return;
    script.isAway = random.below(3) === 0;
    if (wipes && random.below(5) === 0) script.wipe(random.below(2) === 0);
    clock.after(random.below(2000), trouble);
  };

  for (let count = 0; count < processes; count++) live();
  trouble();
  await clock.run(30_000);
  isPeace = true;
  script.isAway = false;
  await clock.run(120_000);
  return { recorded, published: [...script.ids], backlog: await outbox.readBacklog() };
}

/** The events of each aggregate, each where it is first. */
function toOrder(ids: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(Object.groupBy([...new Set(ids)], (id) => id.slice(0, id.indexOf("/")))).toSorted(),
  ) as Record<string, readonly string[]>;
}

describe("OutboxRelay in trouble", () => {
  it("publishes all that was recorded, in order, however often its process dies", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { recorded, published, backlog } = await simulate(seed, { processes: 1, danger: 0.01, wipes: false });
      assert.ok(recorded.length > 50, `seed ${seed} records events`);
      assert.equal(backlog.pending, 0, `seed ${seed}`);
      assert.deepEqual(toOrder(published), toOrder(recorded), `seed ${seed}`);
    }
  });

  it("publishes all that was recorded into the stream that is there in the end", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { recorded, published, backlog } = await simulate(seed, { processes: 3, danger: 0.005, wipes: true });
      assert.equal(backlog.pending, 0, `seed ${seed}`);
      assert.deepEqual([...new Set(published)].toSorted(), recorded.toSorted(), `seed ${seed}`);
    }
  });
});
