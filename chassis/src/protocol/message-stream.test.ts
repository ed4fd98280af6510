import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { Fault } from "../fault.ts";
import { currentCall } from "../telemetry/current-call.ts";
import { type MessageSink, MessageStream } from "./message-stream.ts";

const late = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "late" });

function createSink(write: () => Promise<void> | undefined = () => undefined) {
  const seen: string[] = [];
  const sink: MessageSink = {
    open: () => void seen.push("open"),
    write(message) {
      seen.push(String(message));
      return write();
    },
    end: (fault) => void seen.push(fault ? fault.reason : "end"),
  };
  return { seen, sink };
}

describe("MessageStream", () => {
  it("opens with the first message and ends after the last", async () => {
    const { seen, sink } = createSink();
    async function* messages() {
      assert.deepEqual(seen, []);
      yield 1;
      yield 2;
    }
    await new MessageStream(messages(), newCall(newMethod()), sink).send();
    assert.deepEqual(seen, ["open", "1", "2", "end"]);
  });

  it("ends an empty stream without opening it", async () => {
    const { seen, sink } = createSink();
    await new MessageStream((async function* () {})(), newCall(newMethod()), sink).send();
    assert.deepEqual(seen, ["end"]);
  });

  it("ends with the Fault that the handler throws in the middle", async () => {
    const { seen, sink } = createSink();
    async function* messages() {
      yield 1;
      throw late;
    }
    await new MessageStream(messages(), newCall(newMethod()), sink).send();
    assert.deepEqual(seen, ["open", "1", "DEADLINE_EXCEEDED"]);
  });

  it("takes values that are at hand, without a turn between them", async () => {
    const { seen, sink } = createSink();
    function* messages() {
      yield 1;
      queueMicrotask(() => seen.push("a turn"));
      yield 2;
    }
    await new MessageStream(messages(), newCall(newMethod()), sink).send();
    assert.deepEqual(seen, ["open", "1", "2", "end", "a turn"]);
    const list = createSink();
    await new MessageStream([3, 4], newCall(newMethod()), list.sink).send();
    assert.deepEqual(list.seen, ["open", "3", "4", "end"]);
  });

  it("runs the handler as the current call, its cleaning up too", async () => {
    const { seen, sink } = createSink(() => new Promise<void>(() => undefined));
    const cleaned = Promise.withResolvers<unknown>();
    const call = newCall(newMethod());
    async function* messages() {
      try {
        yield currentCall() === call;
      } finally {
        cleaned.resolve(currentCall());
      }
    }
    void new MessageStream(messages(), call, sink).send();
    await new Promise(setImmediate);
    call.abort(late);
    assert.equal(await cleaned.promise, call);
    assert.deepEqual(seen, ["open", "true", "DEADLINE_EXCEEDED"]);
  });

  it("asks the call what a thing that was thrown means", async () => {
    const { seen, sink } = createSink();
    const call = newCall(newMethod());
    call.toFault = () => late;
    async function* messages() {
      yield 1;
      throw new TypeError("broken");
    }
    await new MessageStream(messages(), call, sink).send();
    assert.deepEqual(seen, ["open", "1", "DEADLINE_EXCEEDED"]);
  });

  it("pulls no further while the peer is slow", async () => {
    const drained = Promise.withResolvers<void>();
    const { seen, sink } = createSink(() => drained.promise);
    let pulled = 0;
    async function* messages() {
      for (pulled = 1; pulled <= 3; pulled++) yield pulled;
    }
    const sent = new MessageStream(messages(), newCall(newMethod()), sink).send();
    await new Promise(setImmediate);
    assert.equal(pulled, 1);
    drained.resolve();
    await sent;
    assert.deepEqual(seen, ["open", "1", "2", "3", "end"]);
  });

  it("ends at once and lets the handler clean up when the call is aborted while the peer is slow", async () => {
    const { seen, sink } = createSink(() => new Promise<void>(() => undefined));
    const cleaned = Promise.withResolvers<void>();
    async function* messages() {
      try {
        for (;;) yield 1;
      } finally {
        cleaned.resolve();
      }
    }
    const call = newCall(newMethod());
    void new MessageStream(messages(), call, sink).send();
    await new Promise(setImmediate);
    call.abort(late);
    assert.deepEqual(seen, ["open", "1", "DEADLINE_EXCEEDED"]);
    await cleaned.promise;
  });

  it("drops what the handler brings after an abort", async () => {
    const { seen, sink } = createSink();
    const next = Promise.withResolvers<void>();
    async function* messages() {
      await next.promise;
      yield "too late";
    }
    const call = newCall(newMethod());
    const sent = new MessageStream(messages(), call, sink).send();
    call.abort(late);
    next.resolve();
    await sent;
    assert.deepEqual(seen, ["DEADLINE_EXCEEDED"]);
  });

  it("ends with internal when a message cannot be written", async () => {
    const { seen, sink } = createSink(() => {
      throw new TypeError("no message");
    });
    await new MessageStream(
      (async function* () {
        yield 1;
      })(),
      newCall(newMethod()),
      sink,
    ).send();
    assert.deepEqual(seen, ["open", "1", "INTERNAL"]);
  });
});
