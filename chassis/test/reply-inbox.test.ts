import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { findProgram } from "@flotilla/testkit/find-program";
import { startNats } from "@flotilla/testkit/start-nats";
import type { Msg } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { NobodyAnswers, ReplyInbox } from "../src/queue/jetstream/reply-inbox.ts";
import { ManualClock } from "./manual-clock.ts";

const { missing } = findProgram("nats-server");
const timeoutMs = 5000;
const text = (value: string) => new TextEncoder().encode(value);

/** An inbox, and somebody who gets its questions. */
async function createStage() {
  await using starting = new AsyncDisposableStack();
  const nats = starting.use(await startNats());
  const nc = starting.adopt(await connect({ servers: nats.url }), (one) => one.close());
  const clock = new ManualClock(0);
  const asked: Msg[] = [];
  nc.subscribe("questions", { callback: (_, message) => void asked.push(message) });
  const owned = starting.move();
  return {
    ...{ nc, clock, asked },
    /** Questions go out by the end of the turn in which they are asked. */
    sent: async () => {
      await setImmediate();
      await nc.flush();
    },
    inbox: new ReplyInbox(nc, clock, timeoutMs),
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

describe("ReplyInbox", { skip: missing }, () => {
  it("gives everybody the answer to their own question", async () => {
    await using stage = await createStage();
    const answers = ["1", "2", "3"].map((question) => stage.inbox.ask("questions", text(question)));
    await stage.sent();
    for (const message of stage.asked.toReversed()) message.respond(`re ${message.string()}`);
    assert.deepEqual(
      (await Promise.all(answers)).map((answer) => answer.string()),
      ["re 1", "re 2", "re 3"],
    );
  });

  it("rejects when nobody takes the question", async () => {
    await using stage = await createStage();
    await assert.rejects(stage.inbox.ask("nobody.here", text("1")), NobodyAnswers);
  });

  it("rejects each question when its time is over, not before", async () => {
    await using stage = await createStage();
    const first = assert.rejects(stage.inbox.ask("questions", text("1")), { reason: "QUEUE_UNAVAILABLE" });
    await stage.sent();
    stage.clock.advance(timeoutMs - 1);
    const second = stage.inbox.ask("questions", text("2"));
    stage.clock.advance(1);
    await first;
    await stage.sent();
    stage.asked[1]!.respond("re 2");
    assert.equal((await second).string(), "re 2");
    stage.clock.advance(timeoutMs);
    assert.equal(stage.clock.waiting, 0);
  });

  it("takes an answer that comes too late for none", async () => {
    await using stage = await createStage();
    const late = assert.rejects(stage.inbox.ask("questions", text("1")));
    await stage.sent();
    stage.clock.advance(timeoutMs);
    await late;
    stage.asked[0]!.respond("re 1");
    const next = stage.inbox.ask("questions", text("2"));
    await stage.sent();
    stage.asked[1]!.respond("re 2");
    assert.equal((await next).string(), "re 2");
  });

  it("rejects all that waits when it is closed", async () => {
    await using stage = await createStage();
    const questions = ["1", "2"].map((question) => stage.inbox.ask("questions", text(question)));
    const rejected = questions.map((question) => assert.rejects(question, { reason: "QUEUE_UNAVAILABLE" }));
    stage.inbox.close();
    await Promise.all(rejected);
    assert.equal(stage.clock.waiting, 0);
  });
});
