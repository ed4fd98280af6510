import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startConsumers, toDiff } from "../../../test/start-consumers.ts";
import type { Call } from "../../call.ts";
import { Fault, type FaultCode } from "../../fault.ts";
import { renderMetrics } from "../../ops/metrics-text.ts";
import type { Queue } from "../queue.ts";
import { queueUnavailable } from "../queue-faults.ts";

const fail = (code: FaultCode) => () =>
  Promise.reject(new Fault({ code, reason: "TESTED", message: "It fails.\nTwice." }));

describe("QueueConsumers", () => {
  it("calls the rpc with the message, its headers and what identifies it, and acknowledges", async () => {
    const calls: Call[] = [];
    const requests: string[] = [];
    await using started = await startConsumers({
      spread(request, call) {
        requests.push(`${request.id} +${request.newIds}`);
        calls.push(call);
        return {};
      },
    });
    await started.queue.publish(toDiff("s1", { headers: { "link-version": "00000000000000aa" } }));
    assert.deepEqual(await started.recorded.settled(1), [{ id: "s1/1", attempt: 1, what: "ack" }]);
    assert.deepEqual(requests, ["s1 +c1"]);
    const [call] = calls;
    assert.equal(call?.transport, "queue");
    assert.equal(call.peer.address, "STUDENT_TO_MODIFY_QUEUE");
    assert.equal(call.header("link-version"), "00000000000000aa");
    assert.equal(call.header("queue-message-id"), "s1/1");
    assert.equal(call.header("queue-message-time"), String(Math.trunc(1e12 + started.clock.now())));
    assert.equal(call.header("queue-subject"), "student.to_modify");
    assert.equal(call.header("queue-attempt"), "1");
  });

  it("goes on with the message's trace, and is logged and measured like any call", async () => {
    await using started = await startConsumers({ spread: () => ({}), env: { LOG_LEVEL: "info" } });
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await started.queue.publish(toDiff("s1", { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } }));
    await started.recorded.settled(1);
    const line = started.telemetry.written.map((text) => JSON.parse(text)).find(({ msg }) => msg === "call");
    assert.equal(line?.trace_id, traceId);
    assert.equal(line.transport, "queue");
    const [span] = started.telemetry.finished;
    assert.deepEqual([span?.kind, span?.trace.traceId], ["consumer", traceId]);
    assert.equal(span?.attributes["messaging.message.id"], "s1/1");
    const { text } = await renderMetrics(started.telemetry.metrics, undefined);
    assert.match(text, /rpc_server_duration_seconds_count\{[^}]*transport="queue",code="ok"\} 1/);
    assert.match(text, /queue_lag_seconds_count\{consumer="STUDENT_TO_MODIFY_QUEUE"\} 1/);
    assert.match(text, /queue_pending_messages\{consumer="STUDENT_TO_MODIFY_QUEUE"\} [01]/);
  });

  it("counts its dead letters from the start, while there are none", async () => {
    await using started = await startConsumers({ spread: () => ({}) });
    const { text } = await renderMetrics(started.telemetry.metrics, undefined);
    for (const reason of ["MALFORMED_MESSAGE", "VALIDATION_FAILED", "DEADLINE_EXCEEDED", "INTERNAL"])
      assert.ok(text.includes(`queue_dead_letters_total{consumer="STUDENT_TO_MODIFY_QUEUE",reason="${reason}"} 0`));
  });

  it("puts what is no message of the contract to the dead letters, at once", async () => {
    await using started = await startConsumers({ spread: () => assert.fail("must not be called") });
    await started.queue.publish(toDiff("s1", { data: Buffer.from([0xff, 0xff]) }));
    assert.deepEqual(await started.recorded.settled(1), [{ id: "s1/1", attempt: 1, what: "term MALFORMED_MESSAGE" }]);
    const [letter] = await started.queue.deadLetters.list(0, 10);
    assert.deepEqual([letter?.reason, letter?.attempts], ["MALFORMED_MESSAGE", 1]);
    assert.equal(letter?.consumer, "STUDENT_TO_MODIFY_QUEUE");
    assert.deepEqual([...letter.original.data], [0xff, 0xff]);
    const { text } = await renderMetrics(started.telemetry.metrics, undefined);
    assert.match(text, /queue_dead_letters_total\{consumer="STUDENT_TO_MODIFY_QUEUE",reason="MALFORMED_MESSAGE"\} 1/);
  });

  it("tries again after the contract's pauses, and buries what never succeeds", async () => {
    const attempts: (string | undefined)[] = [];
    await using started = await startConsumers({
      subscription: { maxDeliver: 4, backoffMs: [100, 2000] },
      spread(_request, call) {
        attempts.push(call.header("queue-attempt"));
        throw new Error("a mistake of ours");
      },
    });
    await started.queue.publish(toDiff("s1"));
    for (const [count, delayMs] of [100, 2000, 2000].entries()) {
      const settlements = await started.recorded.settled(count + 1);
      assert.equal(settlements[count]?.what, `nak ${delayMs}`);
      started.clock.advance(delayMs - 1);
      assert.equal(started.recorded.settlements.length, count + 1);
      started.clock.advance(1);
    }
    assert.equal((await started.recorded.settled(4))[3]?.what, "term INTERNAL");
    assert.deepEqual(attempts, ["1", "2", "3", "4"]);
    const [letter] = await started.queue.deadLetters.list(0, 10);
    assert.deepEqual([letter?.reason, letter?.attempts], ["INTERNAL", 4]);
    assert.doesNotMatch(letter!.message, /a mistake of ours/);
  });

  it("acknowledges what succeeds in the end", async () => {
    await using started = await startConsumers({
      spread: (_request, call) => (call.header("queue-attempt") === "3" ? {} : fail("internal")()),
    });
    await started.queue.publish(toDiff("s1"));
    await started.recorded.settled(1);
    started.clock.advance(100);
    await started.recorded.settled(2);
    started.clock.advance(1000);
    assert.deepEqual((await started.recorded.settled(3))[2], { id: "s1/1", attempt: 3, what: "ack" });
    assert.deepEqual(await started.queue.deadLetters.list(0, 10), []);
  });

  const table: readonly (readonly [FaultCode, string])[] = [
    ["already_exists", "ack"],
    ["not_found", "term TESTED"],
    ["invalid_argument", "term TESTED"],
    ["aborted", "nak 100"],
    ["unavailable", "nak 100"],
  ];
  for (const [code, what] of table) {
    it(`settles ${code} as ${what}`, async () => {
      await using started = await startConsumers({ spread: fail(code) });
      await started.queue.publish(toDiff("s1"));
      assert.equal((await started.recorded.settled(1))[0]?.what, what);
    });
  }

  it("waits as long as something it needs is away: an outage makes no dead letters", async () => {
    await using started = await startConsumers({
      subscription: { maxDeliver: 2, backoffMs: [100] },
      spread: fail("unavailable"),
    });
    await started.queue.publish(toDiff("s1"));
    for (let count = 1; count <= 6; count++) {
      assert.equal((await started.recorded.settled(count)).at(-1)?.what, "nak 100");
      started.clock.advance(100);
    }
  });

  it("does not count the deliveries of an outage against a message that fails after it", async () => {
    let isAway = true;
    await using started = await startConsumers({
      subscription: { maxDeliver: 2, backoffMs: [100] },
      spread: () => fail(isAway ? "unavailable" : "aborted")(),
    });
    await started.queue.publish(toDiff("s1"));
    const whats: (string | undefined)[] = [];
    for (let count = 1; count <= 6; count++) {
      whats.push((await started.recorded.settled(count)).at(-1)?.what);
      isAway = count < 4;
      started.clock.advance(100);
    }
    assert.deepEqual(whats, [...Array<string>(5).fill("nak 100"), "term TESTED"]);
  });

  it("ends a call that hangs at its deadline, and goes on with the next of its order", async () => {
    await using started = await startConsumers({
      policy: { deadlineMs: 500 },
      spread: (_request, call) =>
        call.header("queue-message-id") === "hang" ? new Promise<never>(() => undefined) : {},
    });
    await started.queue.publish(toDiff("s1", { id: "hang" }));
    await started.queue.publish(toDiff("s1", { id: "good" }));
    const settlements = await started.recorded.settled(2);
    assert.deepEqual(settlements.map(({ id, what }) => `${id} ${what}`).sort(), ["good ack", "hang nak 100"]);
  });

  it("gives a call without a deadline as long as the acknowledgement wait", async () => {
    let remainingMs = 0;
    await using started = await startConsumers({
      policy: { deadlineMs: undefined },
      subscription: { ackWaitMs: 4000 },
      spread(_request, call) {
        remainingMs = Math.round(call.deadlineMs! - call.startMs);
        return {};
      },
    });
    await started.queue.publish(toDiff("s1"));
    await started.recorded.settled(1);
    assert.equal(remainingMs, 4000);
  });

  it("tells the queue that it still works, so that the message is not delivered twice", async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    let calls = 0;
    await using started = await startConsumers({
      subscription: { ackWaitMs: 3000 },
      policy: { deadlineMs: 600_000 },
      async spread() {
        calls++;
        arrived.resolve();
        await gate.promise;
        return {};
      },
    });
    await started.queue.publish(toDiff("s1"));
    await arrived.promise;
    for (let second = 0; second < 30; second++) started.clock.advance(1000);
    await started.queue.publish(toDiff("s2"));
    gate.resolve();
    await started.recorded.settled(2);
    assert.equal(calls, 2);
  });

  it("terminates nothing that the dead letters do not have yet", async () => {
    let isAway = true;
    await using started = await startConsumers({
      spread: fail("not_found"),
      wrap: (queue) => withDeadLetters(queue, () => isAway),
    });
    await started.queue.publish(toDiff("s1"));
    assert.equal((await started.recorded.settled(1))[0]?.what, "nak 100");
    isAway = false;
    started.clock.advance(100);
    assert.equal((await started.recorded.settled(2))[1]?.what, "term TESTED");
    assert.equal((await started.embedded.deadLetters.list(0, 10)).length, 1);
  });

  it("shows a replayed message to the handler as the one it was", async () => {
    const seen: unknown[] = [];
    let isMended = false;
    await using started = await startConsumers({
      spread(_request, call) {
        seen.push([call.header("queue-message-id"), call.header("queue-message-time")]);
        return isMended ? {} : fail("not_found")();
      },
    });
    await started.queue.publish(toDiff("s1"));
    await started.recorded.settled(1);
    started.clock.advance(5000);
    await started.queue.deadLetters.replay(1);
    await started.recorded.settled(2);
    isMended = true;
    await started.queue.deadLetters.replay(2);
    assert.equal((await started.recorded.settled(3))[2]?.what, "ack");
    assert.deepEqual(seen, [seen[0], seen[0], seen[0]]);
    assert.equal((seen[0] as string[])[0], "s1/1");
  });

  it("lets a full house wait instead of losing it", async () => {
    await using started = await startConsumers({
      env: { MAX_CONCURRENT_CALLS: "1" },
      spread: async () => ({}),
    });
    const ids = ["s1", "s2", "s3", "s4", "s5"];
    await Promise.all(ids.map((id) => started.queue.publish(toDiff(id))));
    const acknowledged = new Set<string | undefined>();
    for (let count = 1; acknowledged.size < ids.length; count++) {
      const { id, what } = (await started.recorded.settled(count))[count - 1]!;
      if (what === "ack") acknowledged.add(id);
      else started.clock.advance(2000);
    }
  });
});

function withDeadLetters(queue: Queue, isAway: () => boolean): Queue {
  const { deadLetters } = queue;
  const add: typeof deadLetters.add = (letter) =>
    isAway() ? Promise.reject(queueUnavailable("It is away.")) : deadLetters.add(letter);
  return {
    name: queue.name,
    engine: queue.engine,
    ensureStreams: (streams) => queue.ensureStreams(streams),
    readEpoch: (stream) => queue.readEpoch(stream),
    publish: (message) => queue.publish(message),
    consume: (spec, deliver) => queue.consume(spec, deliver),
    deadLetters: Object.assign(Object.create(deadLetters) as typeof deadLetters, { add }),
  };
}
