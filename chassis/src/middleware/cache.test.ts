import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type DescMethod } from "@bufbuild/protobuf";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { newCall } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { MemoryCache } from "../cache/memory-cache.ts";
import type { Call } from "../call.ts";
import { systemClock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { type Method, toMethod } from "../method.ts";
import type { Policy } from "../policy.ts";
import type { AnswerStore } from "./answer-store.ts";
import { cache } from "./cache.ts";
import { MemoryAnswers } from "./memory-answers.ts";

function newStores() {
  const named = new MemoryCache();
  return { store: new MemoryAnswers(), cacheOf: () => named, clock: systemClock };
}

function toPolicy(desc: DescMethod, policy: Partial<Policy>): Method {
  const method = toMethod(desc);
  return { ...method, policy: { ...method.policy, ...policy } };
}

const unnamed = { name: undefined, negativeTtlMs: 0, staleIfErrorMs: 0 };
const get = toPolicy(UsersService.method.getUser, { cache: { ...unnamed, ttlMs: 60_000, key: [] } });
const update = toPolicy(UsersService.method.updateUser, { invalidates: ["GetUser"] });

interface User {
  readonly email: string;
}

function setUp(read: Handler, method = get, store: AnswerStore = new MemoryAnswers()) {
  const telemetry = newTelemetry();
  const middleware = cache({ ...telemetry, ...newStores(), store });
  const handler = compose([middleware], read, method);
  const change = compose([middleware], () => create(update.output), update);
  const ask = async (id: string, adjust: (call: Call) => void = () => undefined) => {
    const call = newCall(method);
    adjust(call);
    const user = (await handler(create(get.input as typeof UsersService.method.getUser.input, { id }), call)) as User;
    return { call, email: user.email };
  };
  return { ask, change: () => change({}, newCall(update)), telemetry, read: () => telemetry.metrics.metrics() };
}

/** A handler that counts how often it runs. */
function createReader() {
  const reader = { runs: 0, read: (() => newUser(`${++reader.runs}`)) as Handler };
  return reader;
}

function newUser(email: string) {
  return create(get.output as typeof UsersService.method.getUser.output, { email });
}

describe("cache", () => {
  it("answers from what is kept, per request, and counts hits and misses", async () => {
    const { ask, read } = setUp(createReader().read);
    assert.deepEqual([(await ask("a")).email, (await ask("a")).email, (await ask("b")).email], ["1", "1", "2"]);
    const text = await read();
    assert.match(text, /cache_requests_total\{cache="flotilla.users.v1.UsersService\/GetUser",result="hit"\} 1/);
    assert.match(text, /result="miss"\} 2/);
  });

  it("tells callers apart by identity", async () => {
    const { ask } = setUp(createReader().read);
    const as = (identity: string) => (call: Call) => {
      call.identity = identity;
    };
    assert.deepEqual([(await ask("a", as("shop"))).email, (await ask("a", as("mill"))).email], ["1", "2"]);
    assert.equal((await ask("a", as("shop"))).email, "1");
  });

  it("gives the headers, status and reason again, and not the ids of another call", async () => {
    const { ask } = setUp((_request, call) => {
      call.setHeader("etag", '"7"');
      call.httpStatus = 203;
      call.reason = "EMAIL_TAKEN";
      return newUser("1");
    });
    const identify = (id: string) => (call: Call) => call.setHeader("x-request-id", id);
    await ask("a", identify("first"));
    const { call } = await ask("a", identify("second"));
    assert.deepEqual(call.responseHeaders, { "x-request-id": "second", etag: '"7"' });
    assert.deepEqual([call.httpStatus, call.reason], [203, "EMAIL_TAKEN"]);
  });

  it("runs the handler once for all who ask at the same time", async () => {
    const gate = Promise.withResolvers<void>();
    const reader = createReader();
    const { ask } = setUp(async (request, call) => {
      await gate.promise;
      return reader.read(request, call);
    });
    const asking = Promise.all([ask("a"), ask("a"), ask("a")]);
    gate.resolve();
    assert.deepEqual(
      (await asking).map(({ email }) => email),
      ["1", "1", "1"],
    );
    assert.equal(reader.runs, 1);
  });

  it("does not let those who joined suffer from the first one's going away", async () => {
    const gate = Promise.withResolvers<void>();
    const gone = new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller went away." });
    let runs = 0;
    const { ask } = setUp(async () => {
      if (++runs > 1) return newUser("found");
      await gate.promise;
      throw gone;
    });
    const first = ask("a");
    const [second, third] = [ask("a"), ask("a")];
    gate.resolve();
    await assert.rejects(first, gone);
    assert.deepEqual([(await second).email, (await third).email], ["found", "found"]);
    assert.equal(runs, 2);
  });

  it("never keeps a Fault", async () => {
    let runs = 0;
    const { ask } = setUp(() => {
      if (++runs === 1) throw new Fault({ code: "unavailable", reason: "DRAINING", message: "Later." });
      return newUser("found");
    });
    await assert.rejects(ask("a"), { reason: "DRAINING" });
    assert.equal((await ask("a")).email, "found");
  });

  it("forgets what an rpc makes stale before that rpc answers", async () => {
    const { ask, change } = setUp(createReader().read);
    await ask("a");
    await change();
    assert.equal((await ask("a")).email, "2");
  });

  it("forgets nothing when the change fails", async () => {
    const middleware = cache({ ...newTelemetry(), ...newStores() });
    const { read } = createReader();
    const reading = compose([middleware], read, get);
    const changing = compose([middleware], () => Promise.reject(new Error("no")), update);
    const ask = async () => ((await reading(create(get.input), newCall(get))) as User).email;
    assert.equal(await ask(), "1");
    await assert.rejects(async () => changing({}, newCall(update)), /no/);
    assert.equal(await ask(), "1");
  });

  it("drops an answer that was read before a change, and lets nobody join that reading after it", async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const { ask, change } = setUp(async () => {
      const run = runs++;
      await gates[run]?.promise;
      return newUser(`read ${run}`);
    });
    const before = ask("a");
    await Promise.resolve();
    await change();
    const after = ask("a");
    gates[1]?.resolve();
    assert.equal((await after).email, "read 1");
    gates[0]?.resolve();
    assert.equal((await before).email, "read 0");
    assert.equal((await ask("a")).email, "read 1");
  });

  it("is safe from a handler that goes on changing its answer", async () => {
    const mine = newUser("before");
    const { ask } = setUp(() => mine);
    await ask("a");
    mine.email = "after";
    assert.equal((await ask("a")).email, "before");
  });

  it("serves without the store when the store fails, and says so", async () => {
    const fail = () => Promise.reject(new Error("redis is down"));
    const { ask, change, telemetry, read } = setUp(createReader().read, get, { get: fail, set: fail, clear: fail });
    assert.deepEqual([(await ask("a")).email, (await ask("a")).email], ["1", "2"]);
    await change();
    assert.match(await read(), /result="error"\} 4/);
    assert.equal(telemetry.line(0)["level"], "warn");
  });

  it("takes the key fields of the contract only", async () => {
    const list = toPolicy(UsersService.method.listUsers, {
      cache: { ...unnamed, ttlMs: 1000, key: ["name", "page_size"] },
    });
    let runs = 0;
    const handler = compose(
      [cache({ ...newTelemetry(), ...newStores() })],
      () => {
        runs++;
        return create(list.output);
      },
      list,
    );
    const input = UsersService.method.listUsers.input;
    for (const request of [
      { name: "a" },
      { name: "a", pageToken: "x" },
      { name: "" },
      {},
      { name: "a", pageSize: 5 },
    ]) {
      await handler(create(input, request), newCall(list));
    }
    assert.equal(runs, 4);
  });

  it("refuses at start what the contract cannot mean", () => {
    const wrap = (method: Method) => compose([cache({ ...newTelemetry(), ...newStores() })], () => 0, method);
    const unknownField = toPolicy(UsersService.method.getUser, { cache: { ...unnamed, ttlMs: 1, key: ["nope"] } });
    assert.throws(() => wrap(unknownField), /names the field nope/);
    assert.throws(
      () => wrap(toPolicy(UsersService.method.getUser, { invalidates: ["Nope"] })),
      /no rpc of its service/,
    );
  });

  it("is not there for an rpc that says nothing of it", () => {
    const next = () => 0;
    const method = toMethod(UsersService.method.getUser);
    const plain = { ...method, policy: { ...method.policy, cache: undefined, invalidates: [] } };
    assert.equal(cache({ ...newTelemetry(), ...newStores() })(next, plain), next);
  });
});
