import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { SimulatedClock } from "@flotilla/testkit/simulated-clock";
import { createClient } from "../../src/client/client.ts";
import { intercept } from "../../src/client/interceptor.ts";
import { AdaptiveLimit } from "../../src/client/policy/adaptive-limit.ts";
import { concurrencyLimit } from "../../src/client/policy/concurrency-limit.ts";
import { QueueingPeer } from "./queueing-peer.ts";

const workers = 10;
const workMs = 20;
const perSecond = (workers / workMs) * 1000;

describe("a peer with a queue", () => {
  /** A client that calls it, whoever waits, and counts the answers of `seconds` in shares of what the peer can do. */
  function start(isLimited: boolean) {
    const clock = new SimulatedClock();
    const limit = new AdaptiveLimit({ clock });
    const policies = isLimited ? [concurrencyLimit(limit, clock)] : [];
    const client = createClient(RetryService, intercept(policies, new QueueingPeer(clock, { workers, workMs })));
    let answers = 0;
    let failures = 0;
    const call = () => {
      client.read({}, { timeoutMs: 500 }).then(
        () => answers++,
        () => failures++,
      );
    };
    return async (load: number, seconds: number) => {
      [answers, failures] = [0, 0];
      const gapMs = 1000 / (perSecond * load);
      for (let atMs = 0; atMs < seconds * 1000; atMs += gapMs) clock.after(atMs, call);
      await clock.run(clock.now() + seconds * 1000);
      return { goodput: answers / (perSecond * seconds), failures };
    };
  }

  it("answers in time, at three times what it can do, when calls to it are limited", async () => {
    const play = start(true);
    await play(0.5, 3);
    await play(3, 8);
    const { goodput } = await play(3, 8);
    assert.ok(goodput > 0.95, `${Math.round(goodput * 100)} % of what it can do`);
  });

  it("answers nobody in time when they are not", async () => {
    const play = start(false);
    await play(0.5, 3);
    await play(3, 8);
    const { goodput } = await play(3, 8);
    assert.ok(goodput < 0.05, `${Math.round(goodput * 100)} % of what it can do`);
  });

  it("gets every call up to what it can do, before and after", async () => {
    const play = start(true);
    assert.equal((await play(0.95, 5)).failures, 0);
    await play(3, 10);
    await play(0.5, 1);
    assert.equal((await play(0.95, 5)).failures, 0);
  });
});
