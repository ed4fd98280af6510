import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type Message } from "@bufbuild/protobuf";
import { EchoService, type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import type { Call, Outcome } from "../call.ts";
import { createClient } from "../client/client.ts";
import { Fault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import { decode } from "../middleware/decode.ts";
import { createEndpoints } from "../protocol/endpoint.ts";
import { implement, type Rpcs } from "../service.ts";
import { MemoryTransport } from "./memory.ts";

const { say, repeat, collect } = EchoService.method;
const note = (text: string) => create(NoteSchema, { text });

/** A transport to an EchoService of which a test gives the rpcs it is about, and the outcomes of its calls. */
function serveEcho(rpcs: Partial<Rpcs<typeof EchoService>>) {
  const outcomes: Outcome[] = [];
  const watch: Middleware = (next) => (request, call) => {
    call.onEnd((outcome) => outcomes.push(outcome));
    return next(request, call);
  };
  const unused = Object.fromEntries(EchoService.methods.map(({ localName }) => [localName, () => assert.fail()]));
  const service = implement(EchoService, { ...unused, ...rpcs } as Rpcs<typeof EchoService>);
  const memory = new MemoryTransport();
  memory.serve(createEndpoints([service], [watch, decode()]));
  return { memory, outcomes };
}

async function readTexts(opened: Message | AsyncIterable<Message>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const message of opened as AsyncIterable<Note>) texts.push(message.text);
  return texts;
}

describe("MemoryTransport", () => {
  it("carries a call through the codec, so that neither side sees the other's object", async () => {
    let seen: Note | undefined;
    const { memory, outcomes } = serveEcho({
      say: (request) => {
        seen = request;
        return request;
      },
    });
    const request = note("hi");
    const response = await memory.unary(say, request, {});
    assert.equal((response as Note).text, "hi");
    assert.notEqual(seen, request);
    assert.notEqual(response, seen);
    assert.deepEqual(outcomes, [{ code: "ok" }]);
  });

  it("serves a typed client, with headers and timeout", async () => {
    let seen: Call | undefined;
    const { memory } = serveEcho({
      say: (request, call) => {
        seen = call;
        return request;
      },
    });
    const echo = createClient(EchoService, memory);
    await echo.say({ text: "x" }, { headers: { "x-asked": "yes" }, timeoutMs: 500 });
    assert.deepEqual([seen?.transport, seen?.header("x-asked"), seen?.timeoutMs], ["memory", "yes", 500]);
  });

  it("brings a Fault without its cause", async () => {
    const cause = new Error("secret");
    const fault = new Fault({ code: "not_found", reason: "USER_NOT_FOUND", message: "no such user", cause });
    const { memory, outcomes } = serveEcho({ say: () => Promise.reject(fault) });
    await assert.rejects(memory.unary(say, note("x"), {}), (thrown: Fault) => {
      assert.deepEqual(
        [thrown.code, thrown.reason, thrown.message, thrown.cause],
        ["not_found", "USER_NOT_FOUND", "no such user", undefined],
      );
      return true;
    });
    assert.equal(outcomes[0]?.fault, fault);
  });

  it("refuses calls before it is served and after, and rpcs that nobody serves", async () => {
    const memory = new MemoryTransport();
    await assert.rejects(memory.unary(say, note("x"), {}), { code: "unavailable", reason: "DRAINING" });
    memory.serve(createEndpoints([], []));
    await assert.rejects(memory.unary(say, note("x"), {}), { code: "unimplemented", reason: "UNKNOWN_RPC" });
    memory.serve(undefined);
    await assert.rejects(memory.unary(say, note("x"), {}), { code: "unavailable" });
  });

  it("streams both ways", async () => {
    const { memory, outcomes } = serveEcho({
      async *repeat({ text }) {
        yield { text };
        yield { text };
      },
      async collect(notes) {
        return { text: (await readTexts(notes)).join("+") };
      },
    });
    const { opened } = await memory.open(repeat, note("x"), {});
    assert.deepEqual(await readTexts(opened), ["x", "x"]);
    async function* notes() {
      yield note("a");
      yield note("b");
    }
    const collected = await memory.open(collect, notes(), {});
    assert.equal((collected.opened as Note).text, "a+b");
    assert.deepEqual(outcomes, [{ code: "ok" }, { code: "ok" }]);
  });

  it("cancels a stream that its caller leaves, and lets the handler clean up", async () => {
    const cleaned = Promise.withResolvers<boolean>();
    const { memory, outcomes } = serveEcho({
      async *repeat({ text }, call) {
        try {
          for (;;) yield { text };
        } finally {
          cleaned.resolve(call.signal.aborted);
        }
      },
    });
    const { opened } = await memory.open(repeat, note("x"), {});
    for await (const _first of opened as AsyncIterable<Message>) break;
    assert.equal(await cleaned.promise, true);
    assert.equal(outcomes[0]?.code, "cancelled");
  });

  it("follows the caller's signal, whatever the handler does", async () => {
    const never = new Promise<never>(() => undefined);
    const { memory, outcomes } = serveEcho({
      say: () => never,
      repeat: async function* () {
        yield { text: "first" };
        await never;
      },
    });
    const abort = new AbortController();
    const call = memory.unary(say, note("x"), { signal: abort.signal });
    const { opened } = await memory.open(repeat, note("x"), { signal: abort.signal });
    const read = readTexts(opened);
    await new Promise(setImmediate);
    abort.abort();
    await assert.rejects(call, { code: "cancelled", reason: "CANCELLED" });
    await assert.rejects(read, { code: "cancelled", reason: "CANCELLED" });
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      ["cancelled", "cancelled"],
    );
  });
});
