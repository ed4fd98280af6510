import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { runPromises } from "../../../test/scripted-caller.ts";
import { type Lookup, Resolver, systemLookup } from "./resolver.ts";

type Found = readonly string[] | Error;

/** A name whose addresses a test says, and the resolver that follows it. */
function follow(url: string, first: Found) {
  const clock = new ManualClock(0);
  const dns = { found: first, asked: 0, host: "", heard: 0 };
  const lookup: Lookup = async (host) => {
    dns.asked++;
    dns.host = host;
    if (dns.found instanceof Error) throw dns.found;
    return dns.found;
  };
  const onResolved = () => {
    dns.heard++;
  };
  const resolver = new Resolver({ url, lookup, clock, random: () => 0.5, onResolved });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await runPromises();
  };
  return { clock, dns, resolver, pass, ips: () => resolver.addresses?.map(({ ip }) => ip) };
}

describe("Resolver", () => {
  it("finds all addresses of a name, each once, and looks again every 30 s", async () => {
    const { dns, resolver, pass, ips } = follow("http://places:8080", ["10.0.0.1", "10.0.0.2", "10.0.0.1"]);
    assert.equal(resolver.addresses, undefined);
    resolver.refresh();
    await pass(0);
    assert.deepEqual(ips(), ["10.0.0.1", "10.0.0.2"]);
    assert.equal(dns.host, "places");
    dns.found = ["10.0.0.3"];
    await pass(29_999);
    assert.equal(dns.asked, 1);
    await pass(1);
    assert.deepEqual([ips(), dns.asked, dns.heard], [["10.0.0.3"], 2, 2]);
  });

  it("looks again sooner when it is asked to, at most once a second", async () => {
    const { dns, resolver, pass } = follow("http://places:8080", ["10.0.0.1"]);
    resolver.refresh();
    await pass(0);
    for (let turn = 0; turn < 10; turn++) {
      resolver.refresh();
      await pass(99);
    }
    assert.equal(dns.asked, 1);
    await pass(10);
    assert.equal(dns.asked, 2);
    await pass(5000);
    resolver.refresh();
    await pass(0);
    assert.equal(dns.asked, 3);
  });

  it("asks one question at a time", async () => {
    const clock = new ManualClock(0);
    let asked = 0;
    const lookup: Lookup = () => {
      asked++;
      return new Promise(() => undefined);
    };
    const options = { url: "http://places:8080", lookup, clock, random: () => 0.5, onResolved: () => undefined };
    const resolver = new Resolver(options);
    for (let turn = 0; turn < 5; turn++) {
      resolver.refresh();
      clock.advance(5000);
    }
    assert.equal(asked, 1);
  });

  it("keeps what it found when nobody can be asked, and asks again within two seconds", async () => {
    const { dns, resolver, pass, ips } = follow("http://places:8080", ["10.0.0.1"]);
    resolver.refresh();
    await pass(0);
    dns.found = new Error("queryA ETIMEOUT places");
    await pass(30_000);
    assert.deepEqual([ips(), resolver.failure], [["10.0.0.1"], "queryA ETIMEOUT places"]);
    await pass(30_000);
    dns.found = ["10.0.0.2"];
    await pass(2000);
    assert.deepEqual([ips(), resolver.failure], [["10.0.0.2"], undefined]);
  });

  it("says why it has found nothing yet", async () => {
    for (const [found, failure] of [
      [new Error("getaddrinfo ENOTFOUND places"), /ENOTFOUND/],
      [[], /places has no address/],
    ] as const) {
      const { resolver, pass } = follow("http://places:8080", found);
      resolver.refresh();
      await pass(0);
      assert.equal(resolver.addresses, undefined);
      assert.match(resolver.failure ?? "", failure);
    }
  });

  it("asks nobody about an address, and nothing about this machine", async () => {
    for (const url of ["http://10.0.0.1:80", "http://[::1]:80", "https://localhost"]) {
      const { dns, resolver, pass } = follow(url, []);
      resolver.refresh();
      await pass(100_000);
      assert.deepEqual([resolver.addresses, dns.asked], [[{ url }], 0]);
    }
  });

  it("keeps one timer, however often it looks, and none once it is closed", async () => {
    const { clock, dns, resolver, pass } = follow("http://places:8080", ["10.0.0.1"]);
    resolver.refresh();
    for (let turn = 0; turn < 1000; turn++) {
      await pass(700);
      resolver.refresh();
      assert.ok(clock.waiting <= 1);
    }
    assert.ok(dns.asked > 300);
    resolver.close();
    assert.equal(clock.waiting, 0);
  });

  it("says nothing any more once it is closed", async () => {
    const { dns, resolver, pass } = follow("http://places:8080", ["10.0.0.1"]);
    resolver.refresh();
    resolver.close();
    await pass(60_000);
    assert.deepEqual([dns.asked, dns.heard], [1, 0]);
  });

  it("asks the machine itself unless it is told otherwise", async () => {
    const found = await systemLookup("localhost");
    assert.ok(found.some((ip) => ip === "127.0.0.1" || ip === "::1"));
    await assert.rejects(systemLookup("no-such-name.invalid"), { syscall: "getaddrinfo" });
  });
});
