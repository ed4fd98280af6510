import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startConsumers, toDiff } from "../../../test/start-consumers.ts";
import type { Queue } from "../queue.ts";
import { queueUnavailable } from "../queue-faults.ts";

/** A handler that waits for the gate, and tells who has come. */
function newGate() {
  const gate = Promise.withResolvers<void>();
  const arrivals: string[] = [];
  const waiting: { readonly count: number; resolve(): void }[] = [];
  return {
    ...{ arrivals, open: gate.resolve },
    async enter(id: string) {
      arrivals.push(id);
      for (const waiter of waiting) if (arrivals.length >= waiter.count) waiter.resolve();
      await gate.promise;
      return {};
    },
    arrived: (count: number) =>
      new Promise<void>((resolve) => {
        if (arrivals.length >= count) resolve();
        waiting.push({ count, resolve });
      }),
  };
}

describe("QueueConsumers at work", () => {
  it("handles messages of the same order one after the other, others at the same time", async () => {
    const running = new Map<string, number>();
    const seen: string[] = [];
    let most = 0;
    await using started = await startConsumers({
      async spread({ id }, call) {
        assert.equal(running.get(id) ?? 0, 0, `two of ${id} at the same time`);
        running.set(id, 1);
        most = Math.max(most, [...running.values()].filter(Boolean).length);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(call.header("queue-message-id")!);
        running.set(id, 0);
        return {};
      },
    });
    const messages = Array.from({ length: 120 }, (_, index) =>
      toDiff(`s${index % 10}`, { id: `${index % 10}/${index}` }),
    );
    await Promise.all(messages.map((message) => started.queue.publish(message)));
    await started.recorded.settled(120);
    for (let order = 0; order < 10; order++) {
      const own = seen.filter((id) => id.startsWith(`${order}/`));
      assert.deepEqual(
        own,
        messages.map(({ id }) => id).filter((id) => id.startsWith(`${order}/`)),
      );
    }
    assert.ok(most > 1);
  });

  it("holds few messages however many wait, and serves fewer at a time", async () => {
    const gate = newGate();
    await using started = await startConsumers({ spread: ({ id }) => gate.enter(id) });
    const messages = Array.from({ length: 2000 }, (_, index) => toDiff(`s${index}`));
    await Promise.all(messages.map((message) => started.queue.publish(message)));
    await gate.arrived(64);
    await started.queue.publish(toDiff("last"));
    assert.equal(gate.arrivals.length, 64);
    assert.ok(started.recorded.unsettled <= 1000, `${started.recorded.unsettled} are held`);
    gate.open();
    await started.recorded.settled(2001);
    assert.deepEqual(new Set(gate.arrivals).size, 2001);
  });

  it("begins with a queue that is away at first, and says so meanwhile", async () => {
    let isAway = true;
    const asked = Promise.withResolvers<void>();
    let tries = 0;
    await using started = await startConsumers({
      env: { LOG_LEVEL: "info" },
      spread: () => ({}),
      wrap: (queue) =>
        hindered(queue, () => {
          if (++tries === 3) asked.resolve();
          return isAway;
        }),
    });
    await started.embedded
      .ensureStreams([{ name: "S", subjects: ["student.to_modify"], description: "", duplicateWindowMs: 1000 }])
      .catch(() => undefined);
    while (tries < 3) {
      started.clock.advance(500);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await asked.promise;
    assert.throws(() => started.consumers.check(), /STUDENT_TO_MODIFY_QUEUE waits: It is away\./);
    isAway = false;
    while (started.recorded.settlements.length === 0) {
      started.clock.advance(500);
      await new Promise((resolve) => setImmediate(resolve));
      await started.queue.publish(toDiff("s1")).catch(() => undefined);
    }
    started.consumers.check();
    const messages = started.telemetry.written.map((line) => JSON.parse(line).msg);
    assert.deepEqual(
      messages.filter((msg) => String(msg).startsWith("consumer")),
      ["consumer waits for the queue", "consumer goes on"],
    );
  });

  it("finishes what runs when it ends, and gives back what waits for its turn", async () => {
    const gate = newGate();
    await using started = await startConsumers({
      spread: (_request, call) => gate.enter(call.header("queue-message-id")!),
    });
    await started.queue.publish(toDiff("s1", { id: "runs" }));
    await started.queue.publish(toDiff("s1", { id: "waits" }));
    await gate.arrived(1);
    const ended = started.end();
    gate.open();
    await ended;
    assert.deepEqual(started.recorded.settlements.map(({ id, what }) => `${id} ${what}`).sort(), [
      "runs ack",
      "waits nak 0",
    ]);
    assert.deepEqual(gate.arrivals, ["runs"]);
  });

  it("ends what would run on when its time is over: the message is delivered again", async () => {
    const gate = newGate();
    await using started = await startConsumers({ spread: ({ id }) => gate.enter(id), policy: { deadlineMs: 600_000 } });
    await started.queue.publish(toDiff("s1"));
    await gate.arrived(1);
    const ended = started.end();
    await started.consumers.stop();
    await ended;
    assert.deepEqual(started.recorded.settlements, [{ id: "s1/1", attempt: 1, what: "nak 1000" }]);
    gate.open();
  });

  it("loses nothing of what handlers fail at by chance, and buries nothing", async () => {
    let turn = 0;
    const done = new Set<string>();
    await using started = await startConsumers({
      subscription: { maxDeliver: 50, backoffMs: [10] },
      async spread({ id }) {
        if (++turn % 3 !== 0) throw new Error("by chance");
        done.add(id);
        return {};
      },
    });
    const ids = Array.from({ length: 100 }, (_, index) => `s${index}`);
    await Promise.all(ids.map((id) => started.queue.publish(toDiff(id))));
    for (let count = 1; done.size < ids.length; count++) {
      await started.recorded.settled(count);
      started.clock.advance(10);
    }
    assert.deepEqual([...done].sort(), ids.toSorted());
    assert.deepEqual(await started.embedded.deadLetters.list(0, 10), []);
  });
});

/** A queue that cannot be asked for messages while it is away. */
function hindered(queue: Queue, isAway: () => boolean): Queue {
  return {
    name: queue.name,
    engine: queue.engine,
    deadLetters: queue.deadLetters,
    ensureStreams: (streams) => queue.ensureStreams(streams),
    readEpoch: (stream) => queue.readEpoch(stream),
    publish: (message) => queue.publish(message),
    consume: (spec, deliver) =>
      isAway() ? Promise.reject(queueUnavailable("It is away.")) : queue.consume(spec, deliver),
  };
}
