import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type Message } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { ManualClock } from "../../../test/manual-clock.ts";
import { runPromises, ScriptedCaller } from "../../../test/scripted-caller.ts";
import { Fault } from "../../fault.ts";
import { createClient } from "../client.ts";
import { WireError } from "../wire/wire-error.ts";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import { concurrencyLimit } from "./concurrency-limit.ts";
import { Refusal } from "./refusal.ts";

const note = create(NoteSchema, { text: "hi" });

describe("concurrencyLimit", () => {
  function start(max = 2) {
    const clock = new ManualClock(0);
    const limit = new AdaptiveLimit({ clock, max });
    const waiting: PromiseWithResolvers<Message>[] = [];
    const peer = new ScriptedCaller(({ method }) => {
      const answer = Promise.withResolvers<Message>();
      waiting.push(answer);
      return method.methodKind === "unary" ? answer.promise : streamOf(answer.promise);
    });
    const client = createClient(RetryService, concurrencyLimit(limit, clock)(peer));
    /** Calls ten times at once; all are answered the same after 100 ms: a window of the limit. */
    const play = async (settle: (answer: PromiseWithResolvers<Message>) => void) => {
      const calls = Array.from({ length: 10 }, () => client.read({}));
      clock.advance(100);
      for (const answer of waiting.splice(0)) settle(answer);
      await Promise.allSettled(calls);
    };
    return { clock, limit, waiting, peer, client, play };
  }

  async function* streamOf(first: Promise<Message>): AsyncIterable<Message> {
    yield await first;
    await new Promise(() => undefined);
  }

  it("refuses what is too much at once, without sending it", async () => {
    const { client, peer, waiting } = start();
    const calls = [client.read({}), client.read({})];
    await assert.rejects(client.read({}), ({ code, cause }: Fault) => {
      assert.equal(code, "unavailable");
      assert.ok(cause instanceof Refusal);
      assert.equal(cause.policy, "concurrency_limit");
      return true;
    });
    assert.equal(peer.attempts.length, 2);
    for (const answer of waiting.splice(0)) answer.resolve(note);
    await Promise.all(calls);
    const next = client.read({});
    waiting[0]!.resolve(note);
    assert.equal((await next).text, "hi");
  });

  it("keeps a place for a stream until its first message", async () => {
    const { client, limit, waiting } = start(1);
    const stream = client.watch({})[Symbol.asyncIterator]();
    const first = stream.next();
    await runPromises();
    await assert.rejects(client.read({}), { code: "unavailable" });
    waiting[0]!.resolve(note);
    await first;
    assert.equal(limit.inFlight, 0);
  });

  it("gives way when calls time out, are turned away or lost, but not when the peer cannot be reached", async () => {
    const unreached = new WireError("refused", { isUnprocessed: true });
    const codes = [
      ["deadline_exceeded", undefined, true],
      ["resource_exhausted", undefined, true],
      ["unavailable", undefined, true],
      ["unavailable", new WireError("reset"), true],
      ["unavailable", unreached, false],
      ["internal", undefined, false],
      ["not_found", undefined, false],
      ["cancelled", undefined, false],
    ] as const;
    for (const [code, cause, isDrop] of codes) {
      const { limit, play } = start(1000);
      await play(({ reject }) => reject(new Fault({ code, reason: "ANY", message: "As the peer says.", cause })));
      assert.equal(limit.limit < 1000, isDrop, `${code} ${cause?.message}`);
      assert.equal(limit.inFlight, 0);
    }
  });

  it("takes nothing amiss of streams that wait long for their first message", async () => {
    const { clock, client, limit, waiting } = start(400);
    for (const delayMs of [10, 1000, 1000, 1000]) {
      const streams = Array.from({ length: 400 }, () => client.watch({})[Symbol.asyncIterator]().next());
      await runPromises();
      clock.advance(delayMs);
      for (const answer of waiting.splice(0)) answer.resolve(note);
      await Promise.all(streams);
    }
    assert.equal(limit.limit, 400);
  });

  it("gives way when answers take much longer than those of the same rpc do", async () => {
    const { clock, client, limit, waiting } = start(400);
    const play = async (delayMs: number, rpc: "read" | "order") => {
      const calls = Array.from({ length: 400 }, () => client[rpc]({}));
      clock.advance(delayMs);
      for (const answer of waiting.splice(0)) answer.resolve(note);
      await Promise.all(calls);
    };
    await play(100, "read");
    await play(1000, "order");
    await play(1000, "order");
    assert.equal(limit.limit, 400, "an order takes a second");
    await play(1000, "read");
    await play(1000, "read");
    assert.ok(limit.limit < 400, "a read does not");
  });
});
