import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { ManualClock } from "../../../test/manual-clock.ts";
import { newCall, newMethod } from "../../../test/new-call.ts";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { fromPeer, lost, refusedStream } from "../../../test/peer-faults.ts";
import { type Script, ScriptedCaller } from "../../../test/scripted-caller.ts";
import { compose } from "../../handler.ts";
import { trace } from "../../middleware/trace.ts";
import { withSpan } from "../../telemetry/child-span.ts";
import type { RpcSystem } from "../../telemetry/client-span.ts";
import { createClient } from "../client.ts";
import { observe } from "./observe.ts";

const note = create(NoteSchema, { text: "a" });
const traceId = "0af7651916cd43dd8448eb211c80319c";
const incoming = {
  traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  "x-request-id": "order-17",
  baggage: "tenant=sea",
};

function setUp(script: Script = () => note, env: Record<string, string> = {}, system?: RpcSystem) {
  const telemetry = newTelemetry(env);
  const clock = new ManualClock();
  const peer = new ScriptedCaller(script);
  const client = createClient(RetryService, observe({ target: "places", telemetry, clock, system })(peer));
  /** Does `work` while a call is served. */
  const serve = async (work: () => Promise<unknown>) => {
    const call = newCall(newMethod(), incoming);
    await (compose([trace(telemetry)], work, newMethod())({}, call) as Promise<unknown>).catch(() => undefined);
    return call.trace!;
  };
  const sent = () => peer.attempts[0]?.options.headers ?? {};
  const read = (name: string) =>
    telemetry.metrics.metrics().then((text) => text.split("\n").filter((line) => line.startsWith(name)));
  return { telemetry, clock, peer, client, serve, sent, read };
}

const ofRead = 'target="places",service="flotilla.test.v1.RetryService",method="Read"';

describe("observe", () => {
  it("counts and times calls by target, service, method and code", async () => {
    const { client, clock, read } = setUp(({ number }) => {
      clock.advance(40);
      if (number === 2) throw fromPeer("not_found");
      return note;
    });
    await client.read({});
    await assert.rejects(client.read({}));
    await client.read({});
    const counts = await read("rpc_client_duration_seconds_count");
    assert.deepEqual(counts, [
      `rpc_client_duration_seconds_count{${ofRead},code="ok"} 2`,
      `rpc_client_duration_seconds_count{${ofRead},code="not_found"} 1`,
    ]);
    const [sum] = await read("rpc_client_duration_seconds_sum");
    assert.equal(sum, `rpc_client_duration_seconds_sum{${ofRead},code="ok"} 0.08`);
  });

  it("shares its families between dependencies", async () => {
    const { telemetry, read, client } = setUp();
    const other = createClient(RetryService, observe({ target: "tides", telemetry })(new ScriptedCaller(() => note)));
    await Promise.all([client.read({}), other.read({}), client.write({})]);
    assert.equal((await read("rpc_client_duration_seconds_count")).length, 3);
  });

  it("makes a client span of a call, and tells the peer of it", async () => {
    const { client, serve, sent, telemetry, clock } = setUp(
      () => {
        clock.advance(40);
        return note;
      },
      {},
      "grpc",
    );
    const served = await serve(() => client.read({}));
    const [span] = telemetry.finished;
    assert.deepEqual([span?.kind, span?.name], ["client", "flotilla.test.v1.RetryService/Read"]);
    assert.deepEqual([span?.trace.traceId, span?.trace.parentSpanId], [traceId, served.spanId]);
    assert.deepEqual(span?.attributes, {
      "rpc.system": "grpc",
      "rpc.service": "flotilla.test.v1.RetryService",
      "rpc.method": "Read",
      "rpc.grpc.status_code": 0,
      "server.address": "places",
    });
    assert.deepEqual([span.endMs - span.startMs, span.error], [40, undefined]);
    assert.deepEqual(sent(), {
      traceparent: `00-${traceId}-${span.trace.spanId}-01`,
      "x-request-id": "order-17",
    });
  });

  it("nests its span in the innermost open one", async () => {
    const { client, serve, telemetry } = setUp();
    await serve(() => withSpan(telemetry.spans, { name: "outer" }, () => client.read({})));
    const [inner, outer] = telemetry.finished;
    assert.equal(inner?.trace.parentSpanId, outer?.trace.spanId);
  });

  it("says in the span what the call failed with", async () => {
    const fault = fromPeer("unavailable", { cause: lost() });
    const script = () => {
      throw fault;
    };
    const { client, serve, telemetry, read } = setUp(script, {}, "grpc");
    await serve(() => client.read({}));
    const [span] = telemetry.finished;
    assert.equal(span?.error, "It is unavailable.");
    assert.equal(span.attributes["error.type"], "unavailable");
    assert.equal(span.attributes["rpc.grpc.status_code"], 14);
    assert.deepEqual(
      span.events?.map(({ name }) => name),
      ["exception"],
    );
    const buckets = await read("rpc_client_duration_seconds_bucket");
    assert.match(buckets.join("\n"), new RegExp(`trace_id="${traceId}",span_id="${span.trace.spanId}"`));
  });

  it("counts retries, makes events of them, and passes the word on", async () => {
    const heard: unknown[] = [];
    const { client, serve, telemetry, read, clock } = setUp(({ options }) => {
      options.onRetry?.({ previousAttempts: 0, fault: refusedStream(), delayMs: 0, isTransparent: true });
      clock.advance(5);
      options.onRetry?.({ previousAttempts: 1, fault: lost(), delayMs: 37, isTransparent: false });
      return note;
    });
    await serve(() => client.read({}, { onRetry: ({ delayMs }) => heard.push(delayMs) }));
    assert.deepEqual(heard, [0, 37]);
    const [span] = telemetry.finished;
    assert.deepEqual(
      span?.events?.map(({ name, timeMs, attributes }) => [name, timeMs - span.startMs, attributes]),
      [
        [
          "retry",
          0,
          { "previous-rpc-attempts": 0, "transparent-retry": true, ...failed, "flotilla.retry.delay_ms": 0 },
        ],
        [
          "retry",
          5,
          { "previous-rpc-attempts": 1, "transparent-retry": false, ...failed, "flotilla.retry.delay_ms": 37 },
        ],
      ],
    );
    assert.deepEqual(await read("rpc_client_retries_total"), [`rpc_client_retries_total{${ofRead}} 2`]);
  });

  it("keeps the span of a stream open until its last message, or until its reader leaves", async () => {
    const { client, serve, telemetry, read } = setUp(() => [note, note]);
    await serve(async () => {
      for await (const _ of client.watch({})) assert.equal(telemetry.finished.length, 0);
      assert.equal(telemetry.finished.length, 1);
      for await (const _ of client.watch({})) break;
    });
    assert.deepEqual(
      telemetry.finished.map(({ attributes }) => attributes["error.type"]),
      [undefined, "cancelled"],
    );
    const counts = await read("rpc_client_duration_seconds_count");
    assert.match(counts.join("\n"), /code="ok"\} 1\n.*code="cancelled"\} 1/);
  });

  it("makes no span of a call that is not sampled, and passes that on", async () => {
    const { client, serve, sent, telemetry, read } = setUp(() => note, { OTEL_TRACES_SAMPLER: "always_off" });
    const served = await serve(() => client.read({}));
    assert.equal(sent()["traceparent"], `00-${traceId}-${served.spanId}-00`);
    assert.equal(telemetry.finished.length, 0);
    assert.equal((await read("rpc_client_duration_seconds_count")).length, 1);
  });

  it("leaves no gap in the trace where spans go nowhere", async () => {
    const telemetry = newTelemetry({}, false);
    const peer = new ScriptedCaller(() => note);
    const client = createClient(RetryService, observe({ target: "places", telemetry })(peer));
    const call = newCall(newMethod(), incoming);
    await compose([trace(telemetry)], () => client.read({}), newMethod())({}, call);
    const sent = peer.attempts[0]?.options.headers?.["traceparent"];
    assert.equal(sent, `00-${traceId}-${call.trace?.spanId}-01`);
  });

  it("begins a trace outside of calls", async () => {
    const { client, sent, telemetry } = setUp();
    await client.read({});
    const [span] = telemetry.finished;
    assert.equal(span?.trace.parentSpanId, undefined);
    assert.equal(sent()["traceparent"], `00-${span?.trace.traceId}-${span?.trace.spanId}-01`);
  });

  it("passes chosen baggage on, and lets the caller's own headers win", async () => {
    const { client, serve, sent } = setUp(() => note, { BAGGAGE_KEYS: "tenant" });
    await serve(() => client.read({}, { headers: { "x-request-id": "mine", "x-more": "1" } }));
    const { traceparent: _, ...headers } = sent();
    assert.deepEqual(headers, { baggage: "tenant=sea", "x-request-id": "mine", "x-more": "1" });
  });
});

const failed = { "error.type": "unavailable" };
