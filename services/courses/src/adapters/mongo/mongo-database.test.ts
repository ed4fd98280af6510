import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { systemClock } from "@flotilla/chassis";
import { findFreePort } from "@flotilla/testkit/free-port";
import { missesMongo, startMongo } from "@flotilla/testkit/start-mongo";
import { MongoDatabase } from "./mongo-database.ts";
import { createMongoSession } from "./mongo-session.ts";

const log = { info: () => undefined, warn: () => undefined };

describe("MongoDatabase", { skip: missesMongo() }, () => {
  it("comes to itself when the database is late", async () => {
    await using mongo = await startMongo();
    await mongo.kill();
    const database = new MongoDatabase({ url: `${mongo.url}/late`, log });
    const giveUp = new AbortController();
    const running = database.run(giveUp.signal);
    try {
      await assert.rejects(database.check(), /^Error: MongoDB at 127\.0\.0\.1:\d+\/late cannot be reached \(\w+\)$/);
      await assert.rejects(
        database.use(({ courses }) => courses.findOne({})),
        { reason: "COURSE_STORE_UNAVAILABLE" },
      );
      await mongo.restart();
      await running;
      await database.check();
    } finally {
      giveUp.abort();
      await database.stop();
    }
  });

  it("takes another client when its own does not find the server again", async () => {
    await using mongo = await startMongo();
    const urls = [`mongodb://127.0.0.1:${await findFreePort()}`, mongo.url];
    let nowMs = 0;
    const database = new MongoDatabase({
      url: mongo.url,
      log,
      clock: { now: () => nowMs, after: systemClock.after.bind(systemClock) },
      createSession: () => createMongoSession(urls.shift()!),
    });
    const ask = () => database.use(({ courses }) => courses.findOne({}));
    const away = { reason: "COURSE_STORE_UNAVAILABLE" };
    try {
      await assert.rejects(ask(), away);
      nowMs = 14_999;
      await assert.rejects(ask(), away);
      assert.equal(urls.length, 1);
      nowMs = 15_000;
      await assert.rejects(ask(), away);
      while ((await ask().catch(() => "away")) === "away") await turn();
      assert.equal(await ask(), null);
    } finally {
      await database.stop();
    }
  });

  it("keeps its client while another does not find the server either, and tries again later", async () => {
    await using mongo = await startMongo();
    const nobody = `mongodb://127.0.0.1:${await findFreePort()}`;
    const urls = [nobody, nobody, mongo.url];
    let nowMs = 0;
    const database = new MongoDatabase({
      url: mongo.url,
      log,
      clock: { now: () => (nowMs += 8000), after: systemClock.after.bind(systemClock) },
      createSession: () => createMongoSession(urls.shift()!),
    });
    try {
      while ((await database.use(({ courses }) => courses.findOne({})).catch(() => "away")) === "away") await turn();
      assert.equal(urls.length, 0);
    } finally {
      await database.stop();
    }
  });
});

describe("MongoDatabase without a server", () => {
  it("lets one wait when it is known that nobody is there, and fails others at once", async () => {
    const database = new MongoDatabase({ url: `mongodb://127.0.0.1:${await findFreePort()}`, log });
    const away = { reason: "COURSE_STORE_UNAVAILABLE" };
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    const ask = () =>
      database.use(() => {
        asked++;
        return gate.promise;
      });
    try {
      await assert.rejects(database.setUp(), away);
      const first = ask();
      await assert.rejects(ask(), away);
      assert.equal(asked, 1);
      gate.resolve();
      await first;
      await ask();
      assert.equal(asked, 2);
    } finally {
      await database.stop();
    }
  });

  it("gives up on what the driver never comes back from", async () => {
    let pass: (() => void) | undefined;
    const clock = {
      now: () => 0,
      after(_delayMs: number, listener: () => void) {
        pass = listener;
        return () => (pass = undefined);
      },
    };
    const database = new MongoDatabase({ url: "mongodb://127.0.0.1", log, clock });
    try {
      const asked = database.use(() => new Promise<never>(() => undefined));
      pass?.();
      await assert.rejects(asked, { reason: "COURSE_STORE_UNAVAILABLE" });
      assert.equal(await database.use(async () => "done"), "done");
      assert.equal(pass, undefined);
    } finally {
      await database.stop();
    }
  });

  it("refuses a URL that the driver cannot read, and does not repeat it", () => {
    for (const url of ["mongodb://u:s3cr%zz@h/db", "mongodb://u:a:s3cret@h/db", "mongodb://u:s3cret@h/db?bogus=1"]) {
      assert.throws(() => new MongoDatabase({ url, log }), {
        name: "ConfigError",
        message: /MONGO_URL must be(?!.*s3cr)/,
      });
    }
  });

  it("is away when the names of its hosts cannot be found out, and when a socket was closed", async () => {
    const database = new MongoDatabase({ url: "mongodb://127.0.0.1", log });
    const unknown = Object.assign(new Error("querySrv ENOTFOUND _mongodb._tcp.db"), { syscall: "querySrv" });
    const closed = Object.assign(new Error("This socket has been ended by the other party"), { code: "EPIPE" });
    for (const cause of [unknown, closed]) {
      const asking = database.use(() => Promise.reject(cause));
      await assert.rejects(asking, { reason: "COURSE_STORE_UNAVAILABLE", cause });
    }
    const mistake = new TypeError("not a function");
    await assert.rejects(
      database.use(() => Promise.reject(mistake)),
      mistake,
    );
  });

  it("says where it looked, and that nobody was there", async () => {
    const database = new MongoDatabase({ url: `mongodb://u:s3cret@127.0.0.1:${await findFreePort()}`, log });
    try {
      await assert.rejects(
        database.check(),
        /^Error: MongoDB at 127\.0\.0\.1:\d+\/testdb cannot be reached \(ECONNREFUSED\)$/,
      );
    } finally {
      await database.stop();
    }
  });
});
