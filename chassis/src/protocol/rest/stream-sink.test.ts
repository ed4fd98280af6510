import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { EverythingSchema, TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { ManualClock } from "../../../test/manual-clock.ts";
import { MemoryExchange } from "../../../test/memory-exchange.ts";
import { newCall } from "../../../test/new-call.ts";
import { readEvents } from "../../../test/read-events.ts";
import { Fault } from "../../fault.ts";
import { toMethod } from "../../method.ts";
import { MessageStream } from "../message-stream.ts";
import { toRpc } from "../rpc.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { createAnswerPlan } from "./answer-plan.ts";
import { StreamSink } from "./stream-sink.ts";

const method = toMethod(TranscodingService.method.watchBooks);
const limits = { maxBodyBytes: 4096, bodyTimeoutMs: 1000 };
const rpc = toRpc({ method, handler: () => undefined }, limits);
const plan = createAnswerPlan(rpc, "", createTypeRegistry([TranscodingService]));

/** A peer that takes nothing more until it is told to read. */
class SlowExchange extends MemoryExchange {
  readonly #caughtUp = Promise.withResolvers<void>();

  override write(chunk: Uint8Array): Promise<void> {
    void super.write(chunk);
    return this.#caughtUp.promise;
  }

  read(): void {
    this.#caughtUp.resolve();
  }
}

/** A stream whose messages a test hands in one by one. */
function open(exchange: MemoryExchange = new MemoryExchange(), contentType = "text/event-stream") {
  const clock = new ManualClock();
  const call = newCall(method);
  const sink = new StreamSink({ exchange, call, plan, contentType, clock });
  let next = Promise.withResolvers<MessageInitShape<typeof EverythingSchema> | undefined>();
  async function* messages() {
    for (let init = await next.promise; init; init = await next.promise) {
      next = Promise.withResolvers();
      yield create(EverythingSchema, init);
    }
  }
  void new MessageStream(messages(), call, sink).send();
  /** Undefined ends the stream. */
  const push = async (init?: MessageInitShape<typeof EverythingSchema>) => {
    next.resolve(init);
    await new Promise(setImmediate);
  };
  return { clock, call, push, answer: exchange.answer };
}

const late = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "late" });

describe("a silent event stream", () => {
  it("opens after a quarter of a second, so that a browser knows that it is heard", () => {
    const { clock, answer } = open();
    clock.advance(249);
    assert.equal(answer.status, 0);
    clock.advance(1);
    assert.deepEqual([answer.status, answer.text], [200, ": keep-alive\n\n"]);
  });

  it("is a problem when it fails before that, with the status of the failure", () => {
    const { clock, call, answer } = open();
    clock.advance(200);
    call.abort(late);
    assert.deepEqual([answer.status, JSON.parse(answer.text).reason], [504, "DEADLINE_EXCEEDED"]);
    assert.equal(clock.waiting, 0);
  });

  it("ends with the failure as an event when it fails after that", () => {
    const { clock, call, answer } = open();
    clock.advance(250);
    call.abort(late);
    const events = readEvents(answer.text);
    assert.deepEqual([answer.status, events.length, events[0]?.type], [200, 1, "error"]);
    assert.deepEqual(call.outcome, { code: "deadline_exceeded", fault: late, httpStatus: 200 });
  });

  it("shows every fifteen seconds that it is alive, between its messages too", async () => {
    const { clock, push, answer } = open();
    await push({ int32Value: 1 });
    clock.advance(14_999);
    assert.doesNotMatch(answer.text, /keep-alive/);
    clock.advance(15_001);
    assert.equal(answer.text.match(/keep-alive/g)?.length, 2);
    await push({ int32Value: 2 });
    await push();
    assert.equal(readEvents(answer.text).length, 3);
    assert.equal(clock.waiting, 0);
  });

  it("sends nothing of the kind to a peer that does not read", async () => {
    const exchange = new SlowExchange();
    const { clock, push, answer } = open(exchange);
    await push({ int32Value: 1 });
    clock.advance(100_000);
    assert.doesNotMatch(answer.text, /keep-alive/);
    exchange.read();
    await new Promise(setImmediate);
    clock.advance(15_000);
    assert.match(answer.text, /keep-alive/);
  });

  it("pulls no message while the peer does not read", async () => {
    const exchange = new SlowExchange();
    const { push, answer } = open(exchange);
    await push({ int32Value: 1 });
    await push({ int32Value: 2 });
    assert.equal(readEvents(answer.text).length, 1);
    exchange.read();
    await push();
    assert.equal(readEvents(answer.text).length, 2);
  });
});

describe("silent lines of JSON", () => {
  it("stay silent: nothing but messages may stand in them", () => {
    const { clock, answer } = open(undefined, "application/x-ndjson");
    clock.advance(100_000);
    assert.deepEqual([answer.status, answer.text, clock.waiting], [0, "", 0]);
  });
});
