import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MongoClient } from "mongodb";
import { missesMongo, type StartedMongo, startMongo } from "./start-mongo.ts";

interface Counter {
  readonly _id: string;
  readonly count: number;
  readonly log: readonly number[];
}

const names = ["a", "b", "c", "d"];

describe("startMongo", { skip: missesMongo() }, () => {
  it("has all that it answered, and nothing half done, each time that it is killed", async () => {
    await using mongo = await startMongo();
    for (const prefix of ["first/", "second/", "third/"]) {
      const answered = await countUntilKilled(mongo, prefix);
      await mongo.restart();
      const kept = await readCounters(mongo);
      for (const [_id, count] of answered) {
        const found = kept.get(_id);
        assert.ok(found?.count === count || found?.count === count + 1, `${_id}: ${count}, found ${found?.count}`);
        assert.equal(found.log.length, found.count, _id);
      }
    }
  });
});

/** What each counter had reached by the last answer; all count side by side when the kill comes. */
async function countUntilKilled(mongo: StartedMongo, prefix: string): Promise<ReadonlyMap<string, number>> {
  await using client = new MongoClient(mongo.url);
  const counters = client.db("test").collection<Counter>("counters");
  const answered = new Map(names.map((name) => [prefix + name, 0]));
  await counters.insertMany([...answered.keys()].map((_id) => ({ _id, count: 0, log: [] })));
  let killed: Promise<void> | undefined;
  const keepCounting = async (_id: string) => {
    for (let count = 1; !killed; count++) {
      await counters.findOneAndUpdate({ _id, count: count - 1 }, { $set: { count }, $push: { log: count } });
      answered.set(_id, count);
      if (count === 25) killed ??= mongo.kill();
    }
  };
  await Promise.allSettled([...answered.keys()].map(keepCounting));
  await killed;
  return answered;
}

async function readCounters(mongo: StartedMongo): Promise<ReadonlyMap<string, Counter>> {
  await using client = new MongoClient(mongo.url);
  const counters = await client.db("test").collection<Counter>("counters").find().toArray();
  return new Map(counters.map((counter) => [counter._id, counter]));
}
