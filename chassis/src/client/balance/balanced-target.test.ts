import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findFreePort } from "@flotilla/testkit/free-port";
import { balance } from "../../../test/balance.ts";
import { startNamedPeer } from "../../../test/named-peer.ts";
import { Fault } from "../../fault.ts";

const broken = () => {
  throw new Fault({ code: "internal", reason: "BROKEN", message: "It is broken." });
};

const ways = {
  "gRPC by our engine": { CLIENT_PROTOCOL: "grpc" },
  "gRPC by node:http2": { CLIENT_PROTOCOL: "grpc", HTTP2_ENGINE: "node" },
  "Connect over HTTP/1.1": { CLIENT_PROTOCOL: "connect" },
};

for (const [way, env] of Object.entries(ways)) {
  describe(`several addresses by ${way}`, { timeout: 120_000 }, () => {
    it("shares the calls among all of them", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("ready", 2);
      assert.deepEqual((await all.ask(4)).sort(), ["a", "a", "b", "b"]);
      all.target.check();
    });

    it("begins with the first call when nobody has started it", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      const [name] = await all.ask(1);
      assert.match(name ?? "", /^[ab]$/);
    });

    it("passes over an address where nobody listens, and takes it in when somebody does", async () => {
      await using a = await startNamedPeer("a");
      const port = await findFreePort();
      using all = balance([a.url, `http://127.0.0.1:${port}`], { env });
      all.target.start();
      await all.until("ready", 1);
      // HTTP/1.1 finds out when its health watch cannot connect.
      await all.until("unreachable", 1);
      assert.deepEqual(await all.ask(4), ["a", "a", "a", "a"]);
      await using b = await startNamedPeer("b", { PORT: String(port) });
      all.clock.advance(1000);
      await all.until("ready", 2);
      assert.deepEqual((await all.ask(2)).sort(), ["a", "b"]);
      assert.equal(b.port, port);
    });

    it("loses no call when one of them stops and comes back", async () => {
      await using a = await startNamedPeer("a");
      const b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("ready", 2);
      await b[Symbol.asyncDispose]();
      await all.until("ready", 1);
      assert.deepEqual(await all.ask(4), ["a", "a", "a", "a"]);
      await using again = await startNamedPeer("b again", { PORT: String(b.port) });
      all.clock.advance(1000);
      await all.until("ready", 2);
      assert.deepEqual((await all.ask(2)).sort(), ["a", "b again"]);
      assert.equal(again.calls, 1);
    });

    const skip = env.CLIENT_PROTOCOL === "connect" && "HTTP/1.1 connects for a call in any case";

    it("connects for a call at once when all connections were lost", { skip }, async () => {
      const a = await startNamedPeer("a");
      const b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("ready", 2);
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
      await all.until("connecting", 2);
      all.target.check();
      await using again = await startNamedPeer("a again", { PORT: String(a.port) });
      await using other = await startNamedPeer("b again", { PORT: String(b.port) });
      assert.match((await all.ask(1))[0] ?? "", /again/);
      assert.equal(again.calls + other.calls, 1);
    });

    it("calls none that says it does not serve, until it says otherwise", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("ready", 2);
      b.isServing = false;
      await all.until("not_serving", 1);
      assert.deepEqual(await all.ask(4), ["a", "a", "a", "a"]);
      b.isServing = true;
      await all.until("ready", 2);
      assert.deepEqual((await all.ask(2)).sort(), ["a", "b"]);
    });

    it("calls them all the same when none says that it serves", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      a.isServing = false;
      b.isServing = false;
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("not_serving", 2);
      assert.deepEqual((await all.ask(2)).sort(), ["a", "b"]);
      assert.throws(() => all.target.check(), /toil: .* says that it is not serving; .* says that it is not serving/);
    });

    it("asks nobody for its health when it is told not to", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      b.isServing = false;
      using all = balance([a.url, b.url], { env: { ...env, CLIENT_HEALTH_CHECK: "false" } });
      all.target.start();
      await all.until("ready", 2);
      assert.deepEqual((await all.ask(2)).sort(), ["a", "b"]);
    });

    it("ejects one that fails, and lets it back in", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("ready", 2);
      b.behave = broken;
      const answers = await all.ask(20);
      assert.equal(answers.filter((answer) => answer === "internal").length, 5);
      assert.equal(await all.count("ejected"), 1);
      b.behave = () => undefined;
      for (let second = 0; second < 6; second++) all.clock.advance(1000);
      assert.equal(await all.count("ready"), 2);
      assert.deepEqual((await all.ask(2)).sort(), ["a", "b"]);
      assert.match(all.telemetry.written.join(), /address ejected.*address readmitted/s);
    });

    it("ejects nobody when it is told not to", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env: { ...env, CLIENT_OUTLIER_DETECTION: "false" } });
      all.target.start();
      await all.until("ready", 2);
      b.behave = broken;
      assert.equal((await all.ask(20)).filter((answer) => answer === "internal").length, 10);
    });

    it("ejects one that freezes, by the calls that run out of time there", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      all.target.start();
      await all.until("ready", 2);
      const thaw = Promise.withResolvers<void>();
      b.behave = () => thaw.promise;
      const calls = Array.from({ length: 10 }, () => all.toil.toil({}, { timeoutMs: 9000 }).catch(({ code }) => code));
      while (a.calls < 5 || b.calls < 5) await new Promise(setImmediate);
      for (const answered of calls.filter((_, index) => index % 2 === 0)) await answered;
      all.clock.advance(9000);
      await Promise.all(calls);
      assert.equal(await all.count("ejected"), 1);
      assert.deepEqual(await all.ask(4), ["a", "a", "a", "a"]);
      thaw.resolve();
    });

    it("fails with the reason when all of them are away", async () => {
      const ports = [await findFreePort(), await findFreePort()];
      using all = balance(
        ports.map((port) => `http://127.0.0.1:${port}`),
        { env },
      );
      all.target.start();
      await all.until("unreachable", 2);
      await assert.rejects(all.toil.toil({}), { code: "unavailable", message: /ECONNREFUSED/ });
      assert.throws(() => all.target.check(), /cannot be reached: .*ECONNREFUSED.*; .*cannot be reached/);
    });

    it("carries streams, and gives up those that are left", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      const texts: string[] = [];
      for await (const { text } of all.toil.toilOn({ times: 3 })) texts.push(text);
      assert.equal(texts.length, 3);
      for await (const _first of all.toil.toilOn({ times: 100_000 })) break;
    });

    it("fails all calls once it is closed", async () => {
      await using a = await startNamedPeer("a");
      await using b = await startNamedPeer("b");
      using all = balance([a.url, b.url], { env });
      await all.ask(1);
      all.target.close();
      await assert.rejects(all.toil.toil({}), { code: "unavailable", message: /closed/ });
      // Time that an engine has to say goodbye in.
      all.clock.advance(1000);
      assert.equal(all.clock.waiting, 0);
    });
  });
}
