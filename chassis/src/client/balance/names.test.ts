import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { balance } from "../../../test/balance.ts";
import { startNamedPeer } from "../../../test/named-peer.ts";
import { runPromises } from "../../../test/scripted-caller.ts";
import type { Lookup } from "./resolver.ts";

/** A name whose addresses a test changes. */
class Zone {
  found: readonly string[] | Error = [];
  asked = 0;
  readonly lookup: Lookup = async () => {
    this.asked++;
    if (this.found instanceof Error) throw this.found;
    return this.found;
  };
}

/** Linux has all of 127.0.0.0/8 on its loopback; others have one address of it. */
const skip = process.platform !== "linux" && "loopback has one address here";

describe("a name with addresses that come and go", { timeout: 120_000, skip }, () => {
  /** A peer on each address of loopback, all on one port. */
  async function startPeers(...ips: readonly string[]) {
    const stack = new AsyncDisposableStack();
    const first = stack.use(await startNamedPeer(ips[0]!, { HOST: ips[0]! }));
    const peers = new Map([[ips[0]!, first]]);
    for (const ip of ips.slice(1)) {
      peers.set(ip, stack.use(await startNamedPeer(ip, { HOST: ip, PORT: String(first.port) })));
    }
    const url = `http://toil.test:${first.port}`;
    return { peers, url, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  it("calls all of them", async () => {
    await using servers = await startPeers("127.0.0.1", "127.0.0.2");
    const zone = new Zone();
    zone.found = ["127.0.0.1", "127.0.0.2"];
    using all = balance([servers.url], zone);
    all.target.start();
    await all.until("ready", 2);
    assert.deepEqual((await all.ask(2)).sort(), ["127.0.0.1", "127.0.0.2"]);
  });

  /** HTTP/1.1 has no PINGs whose answers a clock that leaps would miss. */
  const follow = (url: string, { lookup }: Zone) => balance([url], { lookup, env: { CLIENT_PROTOCOL: "connect" } });

  it("takes in those that appear, and leaves those that vanish", async () => {
    await using servers = await startPeers("127.0.0.1", "127.0.0.2");
    const zone = new Zone();
    zone.found = ["127.0.0.1"];
    using all = follow(servers.url, zone);
    assert.deepEqual(await all.ask(2), ["127.0.0.1", "127.0.0.1"]);
    zone.found = ["127.0.0.1", "127.0.0.2"];
    all.clock.advance(30_000);
    await all.until("ready", 2);
    zone.found = ["127.0.0.2"];
    all.clock.advance(30_000);
    await all.until("ready", 1);
    assert.deepEqual(await all.ask(2), ["127.0.0.2", "127.0.0.2"]);
  });

  it("finishes calls at an address that has vanished", async () => {
    await using servers = await startPeers("127.0.0.1", "127.0.0.2");
    const zone = new Zone();
    zone.found = ["127.0.0.1"];
    using all = follow(servers.url, zone);
    const held = Promise.withResolvers<void>();
    const old = servers.peers.get("127.0.0.1")!;
    old.behave = () => held.promise;
    const call = all.toil.toil({});
    while (old.calls === 0) await new Promise(setImmediate);
    zone.found = ["127.0.0.2"];
    all.clock.advance(30_000);
    await runPromises();
    assert.deepEqual(await all.ask(2), ["127.0.0.2", "127.0.0.2"]);
    held.resolve();
    assert.equal((await call).text, "127.0.0.1");
  });

  it("keeps its addresses while nobody can be asked", async () => {
    await using servers = await startPeers("127.0.0.1");
    const zone = new Zone();
    zone.found = ["127.0.0.1"];
    using all = follow(servers.url, zone);
    await all.ask(1);
    zone.found = new Error("queryA ETIMEOUT");
    for (let minute = 0; minute < 3; minute++) {
      all.clock.advance(60_000);
      await runPromises();
      await all.until("ready", 1);
      assert.deepEqual(await all.ask(1), ["127.0.0.1"]);
    }
    assert.ok(zone.asked > 3);
  });

  it("looks again at once when a connection is lost", async () => {
    await using servers = await startPeers("127.0.0.1", "127.0.0.2");
    const zone = new Zone();
    zone.found = ["127.0.0.1"];
    using all = balance([servers.url], zone);
    await all.ask(1);
    all.clock.advance(1000);
    zone.found = ["127.0.0.2"];
    await servers.peers.get("127.0.0.1")![Symbol.asyncDispose]();
    while (zone.asked < 2) await new Promise(setImmediate);
    assert.deepEqual(await all.ask(2), ["127.0.0.2", "127.0.0.2"]);
  });

  it("does not grow, however often it looks", async () => {
    await using servers = await startPeers("127.0.0.1", "127.0.0.2");
    const zone = new Zone();
    zone.found = ["127.0.0.1", "127.0.0.2"];
    using all = follow(servers.url, zone);
    all.target.start();
    await all.until("ready", 2);
    const timers = all.clock.waiting;
    const resources = process.getActiveResourcesInfo().length;
    for (let turn = 0; turn < 50; turn++) {
      all.clock.advance(30_000);
      await runPromises();
    }
    assert.ok(zone.asked >= 50);
    assert.equal(await all.count("ready"), 2);
    assert.ok(all.clock.waiting <= timers + 2, `${all.clock.waiting} timers after ${timers}`);
    assert.ok(process.getActiveResourcesInfo().length <= resources + 4);
  });
});

describe("a name that is not resolved", { timeout: 120_000 }, () => {
  it("keeps calls waiting until it is, and takes the time off what they have", async () => {
    await using peer = await startNamedPeer("late");
    const found = Promise.withResolvers<readonly string[]>();
    using all = balance([`http://toil.test:${peer.port}`], { lookup: () => found.promise });
    const call = all.toil.toil({}, { timeoutMs: 1000 });
    all.clock.advance(900);
    found.resolve(["127.0.0.1"]);
    assert.equal((await call).text, "late");
    assert.equal(peer.lastTimeoutMs, 100);
  });

  it("keeps calls waiting no longer than they have time, or want to", async () => {
    using all = balance(["http://toil.test:1"], { lookup: () => new Promise(() => undefined) });
    const late = all.toil.toil({}, { timeoutMs: 300 });
    all.clock.advance(300);
    await assert.rejects(late, { code: "deadline_exceeded" });
    const abort = new AbortController();
    const left = all.toil.toil({}, { signal: abort.signal });
    abort.abort();
    await assert.rejects(left, { code: "cancelled" });
    assert.throws(() => all.target.check(), { message: "toil: no name is resolved yet" });
  });

  it("fails calls with the reason, and serves them as soon as there is an address", async () => {
    await using peer = await startNamedPeer("here");
    const zone = new Zone();
    zone.found = new Error("getaddrinfo ENOTFOUND toil.test");
    using all = balance([`http://toil.test:${peer.port}`], zone);
    await assert.rejects(all.toil.toil({}), { code: "unavailable", message: /ENOTFOUND/ });
    assert.throws(() => all.target.check(), { message: "toil: getaddrinfo ENOTFOUND toil.test" });
    zone.found = ["127.0.0.1"];
    all.clock.advance(2000);
    await all.until("ready", 1);
    assert.deepEqual(await all.ask(1), ["here"]);
    all.target.check();
  });
});
