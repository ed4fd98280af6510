import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type DescMethod, type Message } from "@bufbuild/protobuf";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { ManualClock } from "../../test/manual-clock.ts";
import { newCall } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { Cache, Found } from "../cache/cache.ts";
import { MemoryCache } from "../cache/memory-cache.ts";
import type { Call } from "../call.ts";
import { Fault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { type Method, toMethod } from "../method.ts";
import type { Policy } from "../policy.ts";
import { cache } from "./cache.ts";
import { MemoryAnswers } from "./memory-answers.ts";

function toPolicy(desc: DescMethod, policy: Partial<Policy>): Method {
  const method = toMethod(desc);
  return { ...method, policy: { ...method.policy, ...policy } };
}

const policy = { ttlMs: 60_000, key: [], name: "users.{id}", negativeTtlMs: 0, staleIfErrorMs: 0 };
const get = toPolicy(UsersService.method.getUser, { cache: policy });
const getOrNot = toPolicy(UsersService.method.getUser, { cache: { ...policy, negativeTtlMs: 30_000 } });
const list = toPolicy(UsersService.method.listUsers, { cache: { ...policy, name: "users.all" } });
const update = toPolicy(UsersService.method.deleteUser, { invalidates: ["users.{id}", "users.all"] });

const absent = new Fault({
  code: "not_found",
  reason: "USER_NOT_FOUND",
  message: "No such user.",
  headers: { a: "b" },
});
const away: Cache = {
  ...{ name: "redis", engine: "redis" as const },
  get: () => ({ kind: "error", lease: undefined }),
  forget: async () => undefined,
};

/** Users by id, read and changed through one cache. */
function setUp(kept?: Cache) {
  const clock = new ManualClock();
  const telemetry = newTelemetry();
  const named = kept ?? new MemoryCache({ clock });
  const middleware = cache({ ...telemetry, store: new MemoryAnswers(), cacheOf: () => named, clock });
  const users = new Map<string, string>();
  const seen = { runs: 0 };
  const read: Handler = (request, call) => {
    seen.runs++;
    const email = users.get((request as { id: string }).id);
    if (email === undefined) throw absent;
    call.setHeader("etag", `"${email}"`);
    return create(get.output, { email } as Record<string, unknown>);
  };
  const ask = async (id: string, method = get, handler = read, adjust: (call: Call) => void = () => undefined) => {
    const call = newCall(method);
    adjust(call);
    const user = await compose(
      [middleware],
      handler,
      method,
    )(create(method.input, { id } as Record<string, unknown>), call);
    return { call, email: (user as { email: string }).email };
  };
  const change = (handler: Handler, request: Record<string, unknown> = { id: "u-1" }) =>
    compose([middleware], handler, update)(create(update.input, request), newCall(update));
  return { ask, change, users, seen, clock, middleware, named, metrics: telemetry.metrics };
}

describe("answers with a name", () => {
  it("are everybody's, with the headers that the handler set", async () => {
    const { ask, users, seen } = setUp();
    users.set("u-1", "a@b.c");
    await ask("u-1", get, undefined, (call) => void Object.assign(call, { identity: "shop" }));
    const { call, email } = await ask("u-1");
    assert.deepEqual([email, call.responseHeaders, seen.runs], ["a@b.c", { etag: '"a@b.c"' }, 1]);
  });

  it("are counted under the name of the contract, never under an id", async () => {
    const { ask, users, metrics } = setUp();
    users.set("u-1", "a");
    await ask("u-1");
    await ask("u-1");
    await assert.rejects(ask("u-2", getOrNot));
    await assert.rejects(ask("u-2", getOrNot));
    const text = await metrics.metrics();
    assert.match(text, /cache_requests_total\{cache="users\.\{id\}",result="miss"\} 2/);
    assert.match(text, /cache_requests_total\{cache="users\.\{id\}",result="hit"\} 1/);
    assert.match(text, /cache_requests_total\{cache="users\.\{id\}",result="negative"\} 1/);
    assert.doesNotMatch(text, /u-1/);
  });

  it("need no promise where they are near", async () => {
    const { ask, users, middleware } = setUp();
    users.set("u-1", "a");
    await ask("u-1");
    const handler = compose([middleware], () => assert.fail("not reached"), get);
    const answer = handler(create(get.input, { id: "u-1" } as Record<string, unknown>), newCall(get)) as Message;
    assert.equal(answer.$typeName, get.output.typeName);
    const again = handler(create(get.input, { id: "u-1" } as Record<string, unknown>), newCall(get));
    assert.equal(again, answer, "what is near is decoded once");
  });

  it("may say that there is nothing, for a while of its own", async () => {
    const { ask, users, seen, clock } = setUp();
    await assert.rejects(ask("u-1", getOrNot), absent);
    await assert.rejects(ask("u-1", getOrNot), { ...absent, message: "No such user.", headers: { a: "b" } });
    assert.equal(seen.runs, 1);
    users.set("u-1", "new");
    clock.advance(30_000);
    assert.equal((await ask("u-1", getOrNot)).email, "new");
  });

  it("keep no other Fault, and none where the contract does not say so", async () => {
    const { ask, seen } = setUp();
    const fail = () => Promise.reject(new Fault({ code: "unavailable", reason: "DRAINING", message: "Later." }));
    await assert.rejects(ask("u-1", getOrNot, fail), { reason: "DRAINING" });
    await assert.rejects(ask("u-1", get));
    await assert.rejects(ask("u-1", get));
    assert.equal(seen.runs, 2);
  });

  it("are not kept for requests that ask for more than the name says", async () => {
    const { middleware } = setUp();
    let runs = 0;
    const handler = compose(
      [middleware],
      () => create(list.output, { nextPageToken: `${++runs}` } as Record<string, unknown>),
      list,
    );
    const ask = async (request: Record<string, unknown>) =>
      ((await handler(create(list.input, request), newCall(list))) as unknown as { nextPageToken: string })
        .nextPageToken;
    assert.deepEqual([await ask({}), await ask({ pageSize: 0 }), await ask({ pageToken: "x" })], ["1", "1", "2"]);
    assert.deepEqual([await ask({ pageToken: "x" }), await ask({})], ["3", "1"]);
  });

  it("go with what a handler said that it touches, before the change is acknowledged", async () => {
    const { ask, change, users } = setUp();
    for (const id of ["u-1", "u-2", "u-3"]) users.set(id, "old");
    for (const id of users.keys()) await ask(id);
    await change((_request, call) => {
      call.touch({ id: ["u-1", "u-2"] });
      for (const id of users.keys()) users.set(id, "new");
      return create(update.output);
    });
    assert.deepEqual(
      [(await ask("u-1")).email, (await ask("u-2")).email, (await ask("u-3")).email],
      ["new", "new", "old"],
    );
  });

  it("go by the request's own fields where the handler said nothing", async () => {
    const { ask, change, users } = setUp();
    users.set("u-1", "old");
    await ask("u-1");
    users.set("u-1", "new");
    await change(() => create(update.output), { id: "u-1" });
    assert.equal((await ask("u-1")).email, "new");
  });

  it("go twice when a change failed that had begun: it may take effect late", async () => {
    const { ask, change, users, clock } = setUp();
    users.set("u-1", "old");
    await ask("u-1");
    const fail: Handler = (_request, call) => {
      call.touch({ id: ["u-1"] });
      throw new Fault({ code: "unavailable", reason: "DRAINING", message: "Later." });
    };
    await assert.rejects(async () => change(fail), { reason: "DRAINING" });
    assert.equal((await ask("u-1")).email, "old");
    users.set("u-1", "late");
    assert.equal((await ask("u-1")).email, "old");
    clock.advance(5000);
    assert.equal((await ask("u-1")).email, "late");
  });

  it("stay when a change failed before it began", async () => {
    const { ask, change, users, seen } = setUp();
    users.set("u-1", "old");
    await ask("u-1");
    await assert.rejects(async () => change(() => Promise.reject(absent)));
    await ask("u-1");
    assert.equal(seen.runs, 1);
  });

  for (const where of ["here", "in another process"]) {
    it(`are not joined by calls that come after a change ${where}, nor kept from before it`, async () => {
      const { ask, change, named } = setUp();
      const gates = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
      let runs = 0;
      const slow: Handler = async () =>
        create(get.output, { email: await gates[runs++]?.promise } as Record<string, unknown>);
      const before = ask("u-1", get, slow);
      await (where === "here" ? change(() => create(update.output)) : named.forget(["users.u-1"]));
      const after = ask("u-1", get, slow);
      gates[0]?.resolve("old");
      gates[1]?.resolve("new");
      assert.deepEqual([(await before).email, (await after).email, (await ask("u-1")).email], ["old", "new", "new"]);
    });
  }

  it("are fetched once for all who come within a moment, and again for those who come later", async () => {
    const { ask, clock } = setUp();
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const slow: Handler = async () => {
      const run = ++runs;
      await gate.promise;
      return create(get.output, { email: `${run}` } as Record<string, unknown>);
    };
    const early = [ask("u-1", get, slow), ask("u-1", get, slow)];
    clock.advance(51);
    const late = ask("u-1", get, slow);
    gate.resolve();
    assert.deepEqual(
      (await Promise.all([...early, late])).map(({ email }) => email),
      ["1", "1", "2"],
    );
  });

  it("do not let those who joined suffer from the first one's going away", async () => {
    const { ask } = setUp();
    const gone = new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller went away." });
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const slow: Handler = async () => {
      if (++runs > 1) return create(get.output, { email: "found" } as Record<string, unknown>);
      await gate.promise;
      throw gone;
    };
    const [first, second] = [ask("u-1", get, slow), ask("u-1", get, slow)];
    gate.resolve();
    await assert.rejects(first, gone);
    assert.equal((await second).email, "found");
  });

  it("are fetched each time while the cache is away, and counted", async () => {
    const { ask, change, users, seen, metrics } = setUp(away);
    users.set("u-1", "a");
    await ask("u-1");
    await ask("u-1");
    await change(() => create(update.output));
    assert.equal(seen.runs, 2);
    assert.match(await metrics.metrics(), /result="error"\} 2/);
  });

  it("are given past their time while there is no other, where the contract says so", async () => {
    const { ask, change, users, clock, metrics } = setUp();
    const lenient = toPolicy(UsersService.method.getUser, { cache: { ...policy, staleIfErrorMs: 10_000 } });
    const fail: Handler = () => {
      throw new Fault({ code: "unavailable", reason: "DRAINING", message: "Later." });
    };
    users.set("u-1", "a");
    await ask("u-1", lenient);
    clock.advance(69_999);
    const { email, call } = await ask("u-1", lenient, fail);
    assert.deepEqual([email, call.responseHeaders], ["a", { etag: '"a"' }]);
    assert.match(await metrics.metrics(), /result="stale"\} 1/);
    await assert.rejects(ask("u-1", get, fail), { reason: "DRAINING" });
    await assert.rejects(
      ask("u-1", lenient, () => Promise.reject(absent)),
      absent,
    );
    clock.advance(1);
    await assert.rejects(ask("u-1", lenient, fail), { reason: "DRAINING" });
    await ask("u-1", lenient);
    await change(() => create(update.output));
    await assert.rejects(ask("u-1", lenient, fail), { reason: "DRAINING" });
  });

  it("are made anew when what is kept cannot be read", async () => {
    const spoiled = new MemoryCache();
    const found = spoiled.get("users.u-1");
    if ("lease" in found) await found.lease?.fill(new Uint8Array([255, 255, 255]), 60_000);
    const { ask, users, seen, metrics } = setUp(spoiled);
    users.set("u-1", "a");
    assert.deepEqual([(await ask("u-1")).email, (await ask("u-1")).email, (await ask("u-1")).email], ["a", "a", "a"]);
    assert.equal(seen.runs, 2);
    assert.match(await metrics.metrics(), /result="error"\} 1/);
  });

  it("take what the cache finds late as they take what is near", async () => {
    const memory = new MemoryCache();
    const late: Cache = { ...away, get: async (name): Promise<Found> => memory.get(name) };
    const { ask, users, seen } = setUp(late);
    users.set("u-1", "a");
    assert.deepEqual([(await ask("u-1")).email, (await ask("u-1")).email, seen.runs], ["a", "a", 1]);
  });
});
