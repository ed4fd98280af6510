import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { create, type Message } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { ManualClock } from "../../../test/manual-clock.ts";
import { newCall, newMethod } from "../../../test/new-call.ts";
import { runPromises, type Script, ScriptedCaller } from "../../../test/scripted-caller.ts";
import type { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";
import { runInCall } from "../../telemetry/current-call.ts";
import { createClient } from "../client.ts";
import { deadline } from "./deadline.ts";

const note = create(NoteSchema, { text: "a" });
const hang = () => new Promise<Message>(() => undefined);
const draining = new Fault({ code: "unavailable", reason: "DRAINING", message: "Stopping." });

function setUp(script: Script = () => note) {
  const clock = new ManualClock();
  const peer = new ScriptedCaller(script);
  const client = createClient(RetryService, deadline(clock)(peer));
  return { clock, peer, client, given: () => peer.attempts[0]?.options };
}

/** A call that is being served, with `leftMs` until its deadline. */
function serve(clock: ManualClock, leftMs?: number): Call {
  const call = newCall(newMethod());
  if (leftMs !== undefined) call.deadlineMs = clock.now() + leftMs;
  return call;
}

const late = { code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED" };

describe("deadline", () => {
  it("takes the least of what the caller, the contract and the call being served allow", async () => {
    const cases = [
      [undefined, undefined, 1000],
      [300, undefined, 300],
      [5000, undefined, 1000],
      [undefined, 200, 200],
      [100, 200, 100],
      [300, 200, 200],
      [5000, 5000, 1000],
    ] as const;
    for (const [timeoutMs, leftMs, expected] of cases) {
      const { clock, client, given } = setUp();
      await runInCall(serve(clock, leftMs), () => client.hurry({}, { timeoutMs }));
      assert.equal(given()?.timeoutMs, expected, `${timeoutMs}, ${leftMs}`);
    }
  });

  it("leaves a call alone that nothing bounds", async () => {
    const { clock, client, given } = setUp();
    await client.read({}, { headers: { a: "b" } });
    assert.deepEqual(given(), { headers: { a: "b" } });
    assert.equal(clock.waiting, 0);
  });

  it("ends a call in time whatever the layers further in do, and tells them", async () => {
    const { clock, client, given } = setUp(hang);
    const call = client.read({}, { timeoutMs: 50 });
    const outcome = assert.rejects(call, { ...late, message: "No answer came within 50 ms." });
    clock.advance(49);
    assert.equal(given()?.signal?.aborted, false);
    clock.advance(1);
    await outcome;
    assert.ok(given()?.signal?.reason instanceof Fault);
    assert.equal(clock.waiting, 0);
  });

  it("sends nothing when the time is over already", async () => {
    for (const leftMs of [0, -5]) {
      const { clock, client, peer } = setUp();
      await assert.rejects(client.read({}, { timeoutMs: leftMs }), late);
      await assert.rejects(
        runInCall(serve(clock, leftMs), () => client.read({})),
        late,
      );
      await assert.rejects(client.watch({}, { timeoutMs: leftMs })[Symbol.asyncIterator]().next(), late);
      assert.deepEqual([peer.attempts.length, clock.waiting], [0, 0]);
    }
  });

  it("waits longer than a timer can", async () => {
    const { clock, client, given } = setUp(hang);
    void client.read({}, { timeoutMs: 2 ** 40 });
    assert.deepEqual([given()?.timeoutMs, clock.waiting], [2 ** 40, 0]);
  });

  it("bounds a stream as a whole, while it is read and while it is waited for", async () => {
    const { clock, client } = setUp(async function* () {
      yield note;
      yield note;
      await hang();
    });
    const messages = client.watch({}, { timeoutMs: 100 })[Symbol.asyncIterator]();
    await messages.next();
    clock.advance(60);
    await messages.next();
    const third = assert.rejects(messages.next(), late);
    await runPromises();
    clock.advance(40);
    await third;
    assert.deepEqual(await messages.next(), { done: true, value: undefined });
    assert.equal(clock.waiting, 0);
  });

  it("hands out no message that came before the end but is asked for after it", async () => {
    const { clock, client } = setUp(() => [note, note]);
    const messages = client.watch({}, { timeoutMs: 100 })[Symbol.asyncIterator]();
    await messages.next();
    clock.advance(100);
    await assert.rejects(messages.next(), late);
  });

  it("lets the peer's stream clean up when its reader leaves", async () => {
    let isClean = false;
    const { clock, client } = setUp(async function* () {
      try {
        yield note;
        yield note;
      } finally {
        await runPromises();
        isClean = true;
      }
    });
    for await (const _ of client.watch({}, { timeoutMs: 100 })) break;
    assert.ok(isClean);
    assert.equal(clock.waiting, 0);
  });

  it("ends with the call that is being served, by its Fault", async () => {
    const { clock, client, given } = setUp(hang);
    const call = serve(clock);
    const outgoing = runInCall(call, () => client.read({}));
    call.abort(draining);
    await assert.rejects(outgoing, (thrown) => thrown === draining);
    assert.equal(given()?.signal?.reason, draining);
    await assert.rejects(
      runInCall(call, () => client.read({})),
      (thrown) => thrown === draining,
    );
  });

  it("ends with the caller's own signal, as cancelled unless that says why", async () => {
    for (const [reason, expected] of [
      [undefined, { code: "cancelled", reason: "CANCELLED" }],
      [draining, { reason: "DRAINING" }],
    ] as const) {
      const { client } = setUp(hang);
      const controller = new AbortController();
      const call = client.read({}, { signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(call, expected);
      await assert.rejects(client.read({}, { signal: controller.signal }), expected);
    }
  });

  it("leaves no listener behind", async () => {
    const { clock, client } = setUp();
    const { signal } = new AbortController();
    const call = client.read({}, { signal, timeoutMs: 100 });
    assert.equal(getEventListeners(signal, "abort").length, 1);
    await call;
    for await (const _ of client.watch({}, { signal, timeoutMs: 100 })) {
      assert.equal(getEventListeners(signal, "abort").length, 1);
    }
    assert.deepEqual([getEventListeners(signal, "abort").length, clock.waiting], [0, 0]);
  });

  it("binds no work that goes on after its call was answered", async () => {
    const { clock, client, given } = setUp();
    const call = serve(clock, -1);
    call.end({ code: "ok" });
    await runInCall(call, () => client.read({}));
    assert.deepEqual([given()?.timeoutMs, given()?.signal], [undefined, undefined]);
  });
});
