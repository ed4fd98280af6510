import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Call, Fault, type HeaderMap, implement, type Rpcs } from "@flotilla/chassis";
import { type Caller, createClient, decodeBinaryHeader, encodeBinaryHeader } from "@flotilla/chassis/client";
import { EchoService, type Note } from "@flotilla/contract/flotilla/test/v1/echo";
import { type StartedApp, startApp } from "@flotilla/testkit";

/** What a caller cannot do by nature. */
export interface CallerLimits {
  /** An answer waits for the end of its request. */
  readonly isHalfDuplex?: boolean;
  /** A handler gets the very error that the requests threw. */
  readonly sharesErrors?: boolean;
}

type Open = (started: StartedApp) => Caller & Partial<Disposable>;

const sent = new Fault({
  code: "invalid_argument",
  reason: "VALIDATION_FAILED",
  message: "100 % wrong: é\n",
  violations: [{ field: "email", rule: "string.email", message: "must be an address" }],
  details: [{ type: "flotilla.test.v1.Note", value: Buffer.from([10, 1, 97]) }],
  retryAfterMs: 1500,
});

function assertSent(fault: Fault): true {
  const { code, reason, message, violations, retryAfterMs, details } = fault;
  const plain = details.map(({ type, value }) => [type, [...value]]);
  assert.deepEqual(
    [code, reason, message, violations, retryAfterMs, plain],
    [sent.code, sent.reason, sent.message, sent.violations, 1500, [["flotilla.test.v1.Note", [10, 1, 97]]]],
  );
  return true;
}

async function* send(...texts: string[]): AsyncIterable<{ text: string }> {
  for (const text of texts) yield { text };
}

async function readTexts(notes: AsyncIterable<Note>, texts: string[] = []): Promise<string[]> {
  for await (const { text } of notes) texts.push(text);
  return texts;
}

/** A record, and the listener that fills it. */
function listen(): [heard: Record<string, unknown>, listener: (headers: HeaderMap) => void] {
  const heard: Record<string, unknown> = {};
  return [heard, (headers) => Object.assign(heard, headers)];
}

/** What every Caller must do, whatever carries its calls. */
export function callerSuite(name: string, open: Open, limits: CallerLimits = {}): void {
  /** An EchoService of which a test gives the rpcs it is about, and a client of it. */
  async function start(rpcs: Partial<Rpcs<typeof EchoService>>) {
    const unused = Object.fromEntries(EchoService.methods.map(({ localName }) => [localName, () => assert.fail()]));
    const services = [implement(EchoService, { ...unused, ...rpcs } as Rpcs<typeof EchoService>)];
    const started = await startApp({ name: "echo", services, parts: [] });
    const caller = open(started);
    return {
      echo: createClient(EchoService, caller),
      async [Symbol.asyncDispose]() {
        caller[Symbol.dispose]?.();
        await started[Symbol.asyncDispose]();
      },
    };
  }

  describe(`a caller over ${name}`, () => {
    it("carries headers and trailers both ways, binary ones too", async () => {
      let asked: Call | undefined;
      await using server = await start({
        say(note, call) {
          asked = call;
          call.setHeader("x-told", "yes");
          call.setTrailer("x-last-bin", encodeBinaryHeader(Uint8Array.of(255, 0)));
          return note;
        },
      });
      const [told, onHeaders] = listen();
      const [last, onTrailers] = listen();
      const headers = { "x-asked": ["a", "b"], "x-data-bin": encodeBinaryHeader(Uint8Array.of(1, 2, 3, 4)) };
      await server.echo.say({ text: "x" }, { headers, onHeaders, onTrailers, timeoutMs: 1500 });
      assert.equal(asked?.header("x-asked"), "a, b");
      assert.deepEqual([...decodeBinaryHeader(asked?.header("x-data-bin") ?? "")], [1, 2, 3, 4]);
      assert.ok(asked?.timeoutMs && asked.timeoutMs <= 1500, `${asked?.timeoutMs} ms`);
      assert.equal(told["x-told"], "yes");
      assert.deepEqual([...decodeBinaryHeader(String(last["x-last-bin"]))], [255, 0]);
    });

    it("carries large and empty messages both ways", async () => {
      await using server = await start({ say: (note) => note, sayLittle: () => ({}) });
      const text = "grüße ".repeat(100_000);
      assert.equal((await server.echo.say({ text })).text, text);
      assert.equal((await server.echo.sayLittle({})).text, "");
    });

    it("brings a Fault with all that it says", async () => {
      await using server = await start({ say: () => Promise.reject(sent) });
      await assert.rejects(server.echo.say({}), assertSent);
    });

    it("brings the trailers of a call that fails", async () => {
      await using server = await start({
        say(_note, call) {
          call.setTrailer("x-last", "bye");
          throw sent;
        },
      });
      const [last, onTrailers] = listen();
      await assert.rejects(server.echo.say({}, { onTrailers }), assertSent);
      assert.equal(last["x-last"], "bye");
    });

    it("reads a stream of answers, and the Fault at its end", async () => {
      await using server = await start({
        async *repeat({ number }, call) {
          call.setTrailer("x-last", "bye");
          for (let index = 0; index < number; index++) yield { text: String(index) };
          if (number === 3) throw sent;
        },
      });
      const [last, onTrailers] = listen();
      assert.deepEqual(await readTexts(server.echo.repeat({ number: 2 }, { onTrailers })), ["0", "1"]);
      assert.equal(last["x-last"], "bye");
      last["x-last"] = "";
      const read: string[] = [];
      await assert.rejects(readTexts(server.echo.repeat({ number: 3 }, { onTrailers }), read), assertSent);
      assert.deepEqual([read, last["x-last"]], [["0", "1", "2"], "bye"]);
    });

    it("sends a stream of requests", async () => {
      await using server = await start({ collect: async (notes) => ({ text: (await readTexts(notes)).join("+") }) });
      assert.equal((await server.echo.collect(send("a", "b", "c"))).text, "a+b+c");
      assert.equal((await server.echo.collect(send())).text, "");
    });

    it("converses", async () => {
      await using server = await start({
        async *converse(notes) {
          for await (const { text } of notes) yield { text: text.toUpperCase() };
        },
      });
      assert.deepEqual(await readTexts(server.echo.converse(send("a", "b"))), ["A", "B"]);
    });

    const skip = limits.isHalfDuplex ? "answers wait for the end of the request" : false;
    it("converses in turns", { skip }, async () => {
      await using server = await start({
        async *converse(notes) {
          for await (const { text } of notes) yield { text: `${text}!` };
        },
      });
      const heard: string[] = [];
      async function* reply() {
        for (let turn = 0; turn < 3; turn++) {
          yield { text: heard.at(-1) ?? "hi" };
          while (heard.length <= turn) await new Promise(setImmediate);
        }
      }
      for await (const { text } of server.echo.converse(reply())) heard.push(text);
      assert.deepEqual(heard, ["hi!", "hi!!", "hi!!!"]);
    });

    it("cancels a stream that its reader leaves", async () => {
      const left = Promise.withResolvers<unknown>();
      await using server = await start({
        async *repeat(_note, call) {
          call.onEnd(({ fault }) => left.resolve(fault?.reason));
          for (;;) yield { text: "again" };
        },
      });
      for await (const { text } of server.echo.repeat({})) {
        assert.equal(text, "again");
        break;
      }
      assert.equal(await left.promise, "CANCELLED");
    });

    it("cancels by signal, before the call and within it", async () => {
      const started = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<unknown>();
      await using server = await start({
        say(_note, call) {
          call.onEnd(({ code }) => ended.resolve(code));
          started.resolve();
          return new Promise(() => {});
        },
      });
      await assert.rejects(server.echo.say({}, { signal: AbortSignal.abort() }), { reason: "CANCELLED" });
      const abort = new AbortController();
      const call = server.echo.say({}, { signal: abort.signal });
      await started.promise;
      abort.abort();
      await assert.rejects(call, { code: "cancelled", reason: "CANCELLED" });
      assert.equal(await ended.promise, "cancelled");
    });

    it("gives no message after its signal, though it may have come", async () => {
      await using server = await start({
        async *repeat() {
          yield { text: "one" };
          yield { text: "two" };
        },
      });
      const abort = new AbortController();
      const read: string[] = [];
      const reading = async () => {
        for await (const { text } of server.echo.repeat({}, { signal: abort.signal })) {
          read.push(text);
          await new Promise(setImmediate);
          abort.abort();
        }
      };
      await assert.rejects(reading(), { reason: "CANCELLED" });
      assert.deepEqual(read, ["one"]);
    });

    it("gives up at the deadline, within a stream too", async () => {
      await using server = await start({
        say: () => new Promise(() => {}),
        async *repeat() {
          yield { text: "one" };
          await new Promise(() => {});
        },
      });
      const late = { code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED" };
      await assert.rejects(server.echo.say({}, { timeoutMs: 20 }), late);
      await assert.rejects(server.echo.say({}, { timeoutMs: 0 }), late);
      await assert.rejects(readTexts(server.echo.repeat({}, { timeoutMs: 50 })), late);
    });

    it("lets go of the requests when the answer does not wait for them", async () => {
      const released = Promise.withResolvers<void>();
      await using server = await start({
        async collect(notes) {
          for await (const { text } of notes) if (text === "stop") throw sent;
          return assert.fail("the stream should not end");
        },
      });
      async function* endless() {
        try {
          yield { text: "stop" };
          for (;;) {
            yield { text: "more" };
            await new Promise(setImmediate);
          }
        } finally {
          released.resolve();
        }
      }
      await assert.rejects(server.echo.collect(endless()), assertSent);
      await released.promise;
    });

    const skipUnread = limits.sharesErrors ? "the handler reads the requests themselves" : false;
    it("lets go of requests that never come, once the answer has", { skip: skipUnread, timeout: 10_000 }, async () => {
      const released = Promise.withResolvers<IteratorResult<{ text: string }>>();
      await using server = await start({ collect: () => Promise.reject(sent) });
      const silent: AsyncIterator<{ text: string }> = {
        next: () => released.promise,
        return() {
          released.resolve({ done: true, value: undefined });
          return released.promise;
        },
      };
      await assert.rejects(server.echo.collect({ [Symbol.asyncIterator]: () => silent }), assertSent);
      await released.promise;
    });

    const skipShared = limits.sharesErrors ? "the handler gets the very error that the requests threw" : false;
    it("fails with what the requests throw, and never takes them for whole", { skip: skipShared }, async () => {
      const begun = Promise.withResolvers<void>();
      const seen = Promise.withResolvers<unknown>();
      await using server = await start({
        async collect(notes) {
          begun.resolve();
          await readTexts(notes).catch((fault: Fault) => seen.resolve(fault.reason));
          seen.resolve("the stream ended well");
          return {};
        },
      });
      async function* broken() {
        yield { text: "a" };
        await begun.promise;
        throw sent;
      }
      await assert.rejects(server.echo.collect(broken()), assertSent);
      assert.equal(await seen.promise, "CANCELLED");
    });
  });
}
