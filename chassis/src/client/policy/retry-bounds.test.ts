import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { failWith, newRetry, note } from "../../../test/new-retry.ts";
import { fromPeer, lost, refusedStream, unreached } from "../../../test/peer-faults.ts";
import { runPromises, type Script } from "../../../test/scripted-caller.ts";
import { Refusal, toRefused } from "./refusal.ts";

describe("retry, pushed back", () => {
  const pushBack =
    (...values: (string | undefined)[]): Script =>
    ({ number, options }) => {
      const value = values[number - 1];
      if (number > values.length) return note;
      if (value !== undefined) options.onTrailers?.({ "grpc-retry-pushback-ms": value });
      throw fromPeer("unavailable", { retryAfterMs: 5000 });
    };

  it("comes back exactly when the server says, and begins its pauses anew", async () => {
    const { client, pauses, run } = newRetry(pushBack(undefined, "700", undefined));
    await run(client.read({}));
    assert.deepEqual(pauses, [5050, 700, 5050]);
  });

  it("does not come back when the server says so, and remembers it", async () => {
    for (const value of ["-1", "later"]) {
      const { client, peer, failure, budget } = newRetry(pushBack(value));
      await failure(client.read({}));
      assert.deepEqual([peer.attempts.length, budget.tokens], [1, 9]);
    }
  });

  it("counts a negative one against the budget whatever the code", async () => {
    const { client, failure, budget } = newRetry(({ options }) => {
      options.onTrailers?.({ "grpc-retry-pushback-ms": "-1" });
      throw fromPeer("not_found");
    });
    await failure(client.read({}));
    assert.equal(budget.tokens, 9);
  });

  it("comes back no more often than without", async () => {
    const { client, peer, failure } = newRetry(pushBack("1", "1", "1", "1", "1"));
    await failure(client.read({}));
    assert.equal(peer.attempts.length, 4);
  });

  it("is exhausted only with a time to come back", async () => {
    const { client, peer, pauses, run } = newRetry(({ number, options }) => {
      if (number > 1) return note;
      options.onTrailers?.({ "grpc-retry-pushback-ms": "30" });
      throw fromPeer("resource_exhausted");
    });
    await run(client.read({}));
    assert.deepEqual([peer.attempts.length, pauses], [2, [30]]);
  });
});

describe("retry, bounded", () => {
  it("gives each attempt what is left of the call's time", async () => {
    const { client, peer, run } = newRetry(failWith(lost(), lost()));
    await run(client.read({}, { timeoutMs: 1000 }));
    assert.deepEqual(
      peer.attempts.map(({ options }) => options.timeoutMs),
      [1000, 950, 850],
    );
  });

  it("gives up at once when the deadline has no room for the pause", async () => {
    const { client, peer, pauses, failure } = newRetry(failWith(lost(), lost()));
    await failure(client.read({}, { timeoutMs: 150 }));
    assert.deepEqual([peer.attempts.length, pauses], [2, [50]]);
  });

  it("stops when the budget is spent, until enough succeeds", async () => {
    let isDown = true;
    const { client, peer, failure, run, budget } = newRetry(() => {
      if (isDown) throw lost();
      return note;
    });
    for (let call = 0; call < 3; call++) await failure(client.read({}));
    assert.deepEqual([peer.attempts.length, budget.isSpent], [4 + 1 + 1, true]);
    isDown = false;
    for (let call = 0; call < 30; call++) await run(client.read({}));
    isDown = true;
    const before = peer.attempts.length;
    await failure(client.read({}));
    assert.equal(peer.attempts.length, before + 2);
  });

  it("adds no more than a tenth to the calls of a peer that is down", async () => {
    for (const fault of [lost(), unreached(), refusedStream(), fromPeer("resource_exhausted", { retryAfterMs: 1 })]) {
      const { client, peer, failure } = newRetry(() => {
        throw fault;
      });
      for (let call = 0; call < 100; call++) await failure(client.read({}));
      assert.ok(peer.attempts.length <= 110, `${peer.attempts.length} attempts`);
    }
  });

  it("makes no call again that our own policies refused, and counts it for nothing", async () => {
    const fault = toRefused(new Refusal("circuit_breaker", "open"), 10);
    const { client, peer, failure, budget } = newRetry(failWith(fault));
    assert.equal(await failure(client.read({})), fault);
    assert.deepEqual([peer.attempts.length, budget.tokens], [1, 10]);
  });

  it("ends at once when it is cancelled in a pause", async () => {
    const { client, peer, clock } = newRetry(failWith(lost()));
    const controller = new AbortController();
    const call = client.read({}, { signal: controller.signal });
    await runPromises();
    assert.equal(clock.waiting, 1);
    controller.abort();
    await assert.rejects(call, { code: "cancelled" });
    assert.deepEqual([peer.attempts.length, clock.waiting], [1, 0]);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  it("ends at once when whoever hears of a retry cancels it", async () => {
    const { client, peer, clock } = newRetry(failWith(lost()));
    const controller = new AbortController();
    const call = client.read({}, { signal: controller.signal, onRetry: () => controller.abort() });
    await assert.rejects(call, { code: "cancelled" });
    assert.deepEqual([peer.attempts.length, clock.waiting], [1, 0]);
  });

  it("lets go of the signal after a pause", async () => {
    const { client, run } = newRetry(failWith(lost(), lost()));
    const { signal } = new AbortController();
    await run(client.read({}, { signal }));
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  it("makes no call again that was given up, whatever Fault that ended with", async () => {
    const draining = fromPeer("unavailable", { reason: "DRAINING" });
    const controller = new AbortController();
    for (const fault of [draining, refusedStream()]) {
      const { client, peer, failure, budget } = newRetry(() => {
        controller.abort(fault);
        throw fault;
      });
      assert.equal(await failure(client.read({}, { signal: controller.signal })), fault);
      assert.deepEqual([peer.attempts.length, budget.tokens], [1, 10]);
    }
  });
});
