import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failWith, newRetry, note } from "../../../test/new-retry.ts";
import { fromPeer, lost, refusedStream, unreached } from "../../../test/peer-faults.ts";
import type { Script } from "../../../test/scripted-caller.ts";
import { type FaultCode, faultCodes } from "../../fault.ts";
import type { CallOptions, RetryNotice } from "../client.ts";

describe("retry", () => {
  it("makes a call again that may be made twice, after pauses that double", async () => {
    const { client, peer, pauses, run, budget } = newRetry(failWith(lost(), fromPeer("unavailable"), lost()));
    assert.equal((await run(client.read({}))).text, "a");
    assert.deepEqual([peer.attempts.length, pauses], [4, [50, 100, 200]]);
    assert.equal(budget.tokens, 7.1);
  });

  it("fails with the last Fault after the contract's number of attempts", async () => {
    const { client, peer, failure, budget } = newRetry(({ number }) => {
      throw fromPeer("unavailable", { message: `Attempt ${number}.` });
    });
    assert.equal((await failure(client.read({}))).message, "Attempt 4.");
    assert.deepEqual([peer.attempts.length, budget.tokens], [4, 6]);
  });

  it("takes any part of the pause, and goes by the contract", async () => {
    const aborted = Array.from({ length: 9 }, () => fromPeer("aborted"));
    const { client, peer, pauses, failure } = newRetry(failWith(...aborted), () => 0.999);
    await failure(client.readOften({}));
    assert.deepEqual([peer.attempts.length, pauses], [5, [10, 15, 15, 15]]);
    const none = newRetry(failWith(lost()), () => 0);
    await none.run(none.client.read({}));
    assert.deepEqual(none.pauses, [0]);
    const other = newRetry(failWith(fromPeer("unavailable")));
    await other.failure(other.client.readOften({}));
    assert.equal(other.peer.attempts.length, 1);
  });

  it("makes no call again that may have been done already and would be done twice", async () => {
    for (const fault of [lost(), fromPeer("unavailable")]) {
      const { client, peer, failure } = newRetry(failWith(fault));
      assert.equal(await failure(client.write({})), fault);
      assert.equal(peer.attempts.length, 1);
    }
  });

  it("makes a keyed call again when it has its key", async () => {
    const { client, peer, run, failure } = newRetry(failWith(lost(), lost(), lost()));
    await failure(client.order({}));
    await failure(client.order({}, { headers: { "idempotency-key": "" } }));
    assert.equal(peer.attempts.length, 2);
    await run(client.order({}, { headers: { "idempotency-key": "17" } }));
    assert.equal(peer.attempts.length, 4);
    assert.equal(peer.attempts[3]?.options.headers?.["idempotency-key"], "17");
  });

  it("makes any call again that was never sent, as often and as late as others", async () => {
    const { client, peer, pauses, failure, budget } = newRetry(failWith(...Array.from({ length: 9 }, unreached)));
    await failure(client.write({}));
    assert.deepEqual([peer.attempts.length, pauses, budget.tokens], [4, [50, 100, 200], 6]);
  });

  it("makes any call again that the server refused to look at: at once and for free, but once", async () => {
    const { client, peer, pauses, run, budget } = newRetry(failWith(refusedStream(), refusedStream()));
    await run(client.write({}));
    assert.deepEqual([peer.attempts.length, pauses, budget.tokens], [3, [50], 9.1]);
    const previous = peer.attempts.map(({ options }) => options.headers?.["grpc-previous-rpc-attempts"]);
    assert.deepEqual(previous, [undefined, undefined, "1"]);
  });

  it("makes no call again for free when too much fails", async () => {
    const { client, peer, failure, budget } = newRetry(failWith(refusedStream()));
    for (let index = 0; index < 5; index++) budget.fail();
    await failure(client.write({}));
    assert.deepEqual([peer.attempts.length, budget.tokens], [1, 4]);
  });

  it("leaves other codes alone, and counts them for nothing", async () => {
    for (const code of Object.keys(faultCodes) as FaultCode[]) {
      if (code === "unavailable") continue;
      const { client, peer, failure, budget } = newRetry(failWith(fromPeer(code)));
      assert.equal((await failure(client.read({}))).code, code);
      assert.deepEqual([peer.attempts.length, budget.tokens], [1, 10]);
    }
  });

  it("comes back to a server that is overloaded when it says when, and not much later", async () => {
    const busy = fromPeer("resource_exhausted", { retryAfterMs: 400 });
    const { client, pauses, run } = newRetry(failWith(busy, busy));
    await run(client.read({}));
    assert.deepEqual(pauses, [450, 500]);
  });
});

describe("retry of a keyed call", () => {
  const inUse = fromPeer("aborted", { retryAfterMs: 1000 });

  it("comes back for the answer when an attempt before it still holds the key", async () => {
    const { client, pauses, run } = newRetry(failWith(lost(), inUse));
    await run(client.order({}, { headers: { "idempotency-key": "17" } }));
    assert.deepEqual(pauses, [50, 1100]);
  });

  it("gives up on what is aborted without a time to come back", async () => {
    const { client, peer, failure } = newRetry(failWith(fromPeer("aborted")));
    assert.equal((await failure(client.order({}, { headers: { "idempotency-key": "17" } }))).code, "aborted");
    assert.equal(peer.attempts.length, 1);
  });
});

describe("retry, to the caller", () => {
  it("tells the server how many attempts there were before, and keeps the caller's headers", async () => {
    const { client, peer, run } = newRetry(failWith(lost(), lost()));
    await run(client.read({}, { headers: { a: "b" } }));
    assert.deepEqual(
      peer.attempts.map(({ options }) => options.headers),
      [{ a: "b" }, { a: "b", "grpc-previous-rpc-attempts": "1" }, { a: "b", "grpc-previous-rpc-attempts": "2" }],
    );
  });

  it("tells of each retry before its pause", async () => {
    const faults = [refusedStream(), lost(), lost()];
    const { client, run } = newRetry(failWith(...faults));
    const heard: RetryNotice[] = [];
    await run(client.read({}, { onRetry: (retry) => heard.push(retry) }));
    assert.deepEqual(heard, [
      { previousAttempts: 0, fault: faults[0], delayMs: 0, isTransparent: true },
      { previousAttempts: 1, fault: faults[1], delayMs: 50, isTransparent: false },
      { previousAttempts: 2, fault: faults[2], delayMs: 100, isTransparent: false },
    ]);
  });

  it("hands out headers and trailers of the last attempt only", async () => {
    const { client, run, failure } = newRetry(({ number, options }) => {
      options.onHeaders?.({ "x-attempt": String(number) });
      options.onTrailers?.({ "x-last": String(number) });
      if (number !== 2) throw lost();
      return note;
    });
    const heard: unknown[] = [];
    const options: CallOptions = {
      onHeaders: (headers) => heard.push(headers["x-attempt"]),
      onTrailers: (trailers) => heard.push(trailers["x-last"]),
    };
    await run(client.read({}, options));
    assert.deepEqual(heard.splice(0), ["2", "2"]);
    await failure(client.write({}, options));
    assert.deepEqual(heard, ["3", "3"]);
  });
});

describe("retry of streams", () => {
  /** A peer whose stream breaks after so many messages, one attempt after another. */
  function breakAfter(...counts: number[]): Script {
    return async function* ({ number, options }) {
      options.onHeaders?.({ "x-attempt": String(number) });
      const count = counts[number - 1] ?? 2;
      for (let index = 0; index < count; index++) yield note;
      if (number <= counts.length) throw lost();
      options.onTrailers?.({ "x-last": String(number) });
    };
  }

  async function read(messages: AsyncIterable<unknown>): Promise<number> {
    let count = 0;
    for await (const _ of messages) count++;
    return count;
  }

  it("makes a call again of which nothing was handed out", async () => {
    const { client, peer, run, budget } = newRetry(breakAfter(0, 0));
    const heard: unknown[] = [];
    const options = { onHeaders: (it: object) => heard.push(it), onTrailers: (it: object) => heard.push(it) };
    assert.equal(await run(read(client.watch({}, options))), 2);
    assert.deepEqual([peer.attempts.length, budget.tokens], [3, 8.1]);
    assert.deepEqual(heard, [{ "x-attempt": "3" }, { "x-last": "3" }]);
  });

  it("makes no call again of which a message was handed out, but counts the failure", async () => {
    const { client, peer, failure, budget } = newRetry(breakAfter(1));
    await failure(read(client.watch({})));
    assert.deepEqual([peer.attempts.length, budget.tokens], [1, 9]);
  });

  it("hands out the headers before the first message", async () => {
    const { client } = newRetry(breakAfter());
    const heard: unknown[] = [];
    for await (const _ of client.watch({}, { onHeaders: (headers) => heard.push(headers) })) {
      assert.deepEqual(heard, [{ "x-attempt": "1" }]);
    }
  });

  it("hands out the headers as they come once its requests were begun", async () => {
    const heard: unknown[] = [];
    const { client } = newRetry(async function* ({ request, options }) {
      const requests = (request as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      await requests.next();
      options.onHeaders?.({ "x-attempt": "1" });
      assert.deepEqual(heard, [{ "x-attempt": "1" }]);
      yield note;
    });
    async function* requests() {
      yield { text: "a" };
    }
    await client.send(requests(), { onHeaders: (headers) => heard.push(headers) });
    assert.equal(heard.length, 1);
  });

  it("makes a call again whose requests were not begun, and no other", async () => {
    async function* requests() {
      yield { text: "a" };
    }
    const unsent = newRetry(failWith(unreached()));
    await unsent.run(unsent.client.send(requests()));
    assert.equal(unsent.peer.attempts.length, 2);
    for (const fault of [unreached(), refusedStream(), lost()]) {
      const { client, peer, failure } = newRetry(async function* ({ request }) {
        for await (const _ of request as AsyncIterable<unknown>) throw fault;
        yield note;
      });
      assert.equal(await failure(client.send(requests())), fault);
      assert.equal(peer.attempts.length, 1);
    }
  });
});
