import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { type Call, chassisFields, Dependency, Fault, implement, type Rpcs, readConfig } from "@flotilla/chassis";
import { createChannel, createClient } from "@flotilla/chassis/client";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { startApp } from "@flotilla/testkit";
import { newTelemetry } from "./new-telemetry.ts";

type Say = Rpcs<typeof EchoService>["say"];
const ways = ["grpc", "connect", "memory"] as const;

/** A service of one rpc. */
function startEcho(say: Say) {
  const unused = Object.fromEntries(EchoService.methods.map(({ localName }) => [localName, () => assert.fail()]));
  const services = [implement(EchoService, { ...unused, say } as Rpcs<typeof EchoService>)];
  return startApp({ name: "echo", services, parts: [] });
}

/** A service called back, a dependency on it, and a service in front that asks it for every answer. */
async function startBoth(way: (typeof ways)[number], say: Say) {
  const telemetry = newTelemetry({ BAGGAGE_KEYS: "tenant" });
  const back = await startEcho(say);
  const protocol = way === "memory" ? {} : { CLIENT_PROTOCOL: way };
  const dependency = new Dependency({
    ...{ name: "back", telemetry, settings: readConfig(chassisFields, protocol) },
    ...(way === "memory" ? { caller: back.memory } : { urls: [back.url] }),
    random: () => 0,
  });
  await dependency.start();
  const asked: Call[] = [];
  const echo = createClient(EchoService, dependency);
  const front = await startEcho((note, call) => {
    asked.push(call);
    return echo.say(note);
  });
  const channel = createChannel({ url: front.url });
  return {
    telemetry,
    back,
    echo,
    asked,
    front: createClient(EchoService, channel),
    async [Symbol.asyncDispose]() {
      channel.close();
      await dependency.stop();
      await front[Symbol.asyncDispose]();
      await back[Symbol.asyncDispose]();
    },
  };
}

for (const way of ways) {
  describe(`a dependency over ${way}`, () => {
    it("is asked again until it answers, and hears how often it was asked", async () => {
      const heard: (string | undefined)[] = [];
      await using both = await startBoth(way, (note, call) => {
        heard.push(call.header("grpc-previous-rpc-attempts"));
        if (heard.length > 2) return note;
        throw new Fault({ code: "unavailable", reason: "NOT_LOADED", message: "Not yet." });
      });
      assert.equal((await both.echo.say({ text: "a" })).text, "a");
      assert.deepEqual(heard, [undefined, "1", "2"]);
      const metrics = await both.telemetry.metrics.metrics();
      assert.match(metrics, /rpc_client_retries_total\{target="back",.*method="Say"\} 2/);
      assert.match(metrics, /rpc_client_duration_seconds_count\{target="back",.*method="Say",code="ok"\} 1/);
    });

    it("is not asked again when it says so", async () => {
      let count = 0;
      await using both = await startBoth(way, (_note, call) => {
        count++;
        call.setTrailer("grpc-retry-pushback-ms", "-1");
        throw new Fault({ code: "unavailable", reason: "NOT_LOADED", message: "Not today." });
      });
      await assert.rejects(both.echo.say({}), { code: "unavailable", reason: "NOT_LOADED", message: "Not today." });
      assert.equal(count, 1);
    });

    it("gets the trace, the request id, the deadline and the chosen baggage of the call it is asked for", async () => {
      const calls: Call[] = [];
      await using both = await startBoth(way, (note, call) => {
        calls.push(call);
        return note;
      });
      const headers = { "x-request-id": "order-17", baggage: "tenant=sea,secret=1" };
      await both.front.say({ text: "a" }, { headers, timeoutMs: 60_000 });
      const [call] = calls;
      const [asked] = both.asked;
      const [span] = both.telemetry.finished;
      assert.deepEqual([call?.requestId, call?.header("baggage")], ["order-17", "tenant=sea"]);
      assert.ok(call?.timeoutMs && call.timeoutMs <= 60_000, `${call?.timeoutMs} ms`);
      assert.deepEqual(
        [span?.trace.traceId, span?.trace.parentSpanId, span?.attributes["rpc.system"]],
        [asked?.trace?.traceId, asked?.trace?.spanId, { grpc: "grpc", connect: "connect_rpc", memory: undefined }[way]],
      );
      assert.deepEqual([call.trace?.traceId, call.trace?.parentSpanId], [span?.trace.traceId, span?.trace.spanId]);
    });

    it("is told when the one it works for goes away", async () => {
      const begun = Promise.withResolvers<Call>();
      await using both = await startBoth(way, (note, call) => {
        begun.resolve(call);
        return once(call.signal, "abort").then(() => note);
      });
      const controller = new AbortController();
      const answer = assert.rejects(both.front.say({}, { signal: controller.signal }), { code: "cancelled" });
      const call = await begun.promise;
      const aborted = once(call.signal, "abort");
      controller.abort();
      await Promise.all([answer, aborted]);
    });

    it("is not waited for beyond the deadline of the one it works for", async () => {
      await using both = await startBoth(way, (note, call) => once(call.signal, "abort").then(() => note));
      await assert.rejects(both.front.say({}, { timeoutMs: 100 }), { code: "deadline_exceeded" });
    });

    it("is named when it is not there", async () => {
      await using both = await startBoth(way, (note) => note);
      await both.back[Symbol.asyncDispose]();
      await assert.rejects(both.front.say({}), {
        code: "unavailable",
        reason: "BACK_UNAVAILABLE",
        message: /^back (is stopping|cannot be reached)\./,
      });
    });

    it("is named when it fails over a call", async () => {
      await using both = await startBoth(way, () => {
        throw new TypeError("a secret");
      });
      await assert.rejects(both.front.say({}), { reason: "BACK_UNAVAILABLE", message: /^back failed to answer\./ });
    });
  });
}

describe("a dependency without an address", () => {
  it("says which setting is missing, at once and however often it is called", async () => {
    const telemetry = newTelemetry();
    const dependency = new Dependency({ name: "far-away", telemetry, settings: readConfig(chassisFields, {}) });
    const retries = createClient(RetryService, dependency);
    for (let call = 0; call < 30; call++) {
      const message = "far-away cannot be called: FAR_AWAY_URL is not set.";
      const options = { onRetry: () => assert.fail("it is tried again") };
      await assert.rejects(retries.read({}, options), { code: "unavailable", reason: "FAR_AWAY_UNAVAILABLE", message });
    }
    assert.deepEqual(telemetry.written, []);
  });
});
