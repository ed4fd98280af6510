import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { ManualClock } from "../../../test/manual-clock.ts";
import { type Script, ScriptedCaller } from "../../../test/scripted-caller.ts";
import { Fault } from "../../fault.ts";
import { createClient } from "../client.ts";
import { watchAnswers } from "./watch-answers.ts";

const broken = new Fault({ code: "internal", reason: "INTERNAL", message: "It broke." });

describe("watchAnswers", () => {
  const clock = new ManualClock(0);

  function watch(script: Script) {
    const heard: unknown[] = [];
    const caller = watchAnswers(new ScriptedCaller(script), clock, (method) => {
      heard.push(method.name);
      return (verdict, waitedMs) => heard.push(verdict, waitedMs);
    });
    return { client: createClient(RetryService, caller), heard };
  }

  async function* answer(count: number, fault?: Fault): AsyncIterable<Note> {
    for (let number = 1; number <= count; number++) {
      clock.advance(10);
      yield create(NoteSchema, { number });
    }
    clock.advance(10);
    if (fault) throw fault;
  }

  it("judges a unary call by its answer", async () => {
    const { client, heard } = watch(async () => {
      clock.advance(30);
      return create(NoteSchema, { text: "hi" });
    });
    assert.equal((await client.read({})).text, "hi");
    assert.deepEqual(heard, ["Read", "answered", 30]);
  });

  it("judges a unary call by its Fault, and passes that on", async () => {
    const { client, heard } = watch(() => Promise.reject(broken));
    await assert.rejects(client.read({}), broken);
    assert.deepEqual(heard, ["Read", "failed", 0]);
  });

  it("judges a stream by its first message, once", async () => {
    const { client, heard } = watch(() => answer(3, broken));
    const numbers: number[] = [];
    const read = async () => {
      for await (const { number } of client.watch({})) {
        if (number === 1) assert.deepEqual(heard, ["Watch", "answered", 10]);
        numbers.push(number);
      }
    };
    await assert.rejects(read, broken);
    assert.deepEqual(numbers, [1, 2, 3]);
    assert.deepEqual(heard, ["Watch", "answered", 10]);
  });

  it("judges a stream without messages by its end", async () => {
    for (const [fault, verdict] of [[broken, "failed"] as const, [undefined, "answered"] as const]) {
      const { client, heard } = watch(() => answer(0, fault));
      const read = Array.fromAsync(client.watch({}));
      await (fault ? assert.rejects(read, fault) : read);
      assert.deepEqual(heard, ["Watch", verdict, 10]);
    }
  });

  it("takes headers for an answer when the time of a stream without messages runs out", async () => {
    const late = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "Too late." });
    for (const [hasHeaders, verdict] of [[true, "answered"] as const, [false, "timed_out"] as const]) {
      const { client, heard } = watch(({ options }) => {
        if (hasHeaders) options.onHeaders?.({});
        clock.advance(100);
        return answer(0, late);
      });
      await assert.rejects(Array.fromAsync(client.watch({})), late);
      assert.deepEqual(heard, ["Watch", verdict, 110]);
    }
  });

  it("hears nothing of a stream that is left before its first message", async () => {
    let leave = () => undefined as unknown;
    const { client, heard } = watch(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((_resolve, reject) => {
            leave = () => reject(new Fault({ code: "cancelled", reason: "CANCELLED", message: "The reader left." }));
          }),
      }),
    }));
    const first = client.watch({})[Symbol.asyncIterator]().next();
    await new Promise(setImmediate);
    leave();
    await assert.rejects(first, { code: "cancelled" });
    assert.deepEqual(heard, ["Watch", "silent", 0]);
  });
});
