import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { missesMongo, startMongo } from "@flotilla/testkit/start-mongo";
import { MongoDatabase } from "./mongo-database.ts";

const log = { info: () => undefined, warn: () => undefined };

describe("MongoDatabase", { skip: missesMongo() }, () => {
  it("comes to itself when the database is late", async () => {
    await using mongo = await startMongo();
    await mongo.kill();
    const database = new MongoDatabase(`${mongo.url}/late`, log);
    const running = database.run(new AbortController().signal);
    try {
      await assert.rejects(database.check(), { reason: "COURSE_STORE_UNAVAILABLE" });
      await mongo.restart();
      await running;
      await database.check();
    } finally {
      await database.stop();
    }
  });
});
