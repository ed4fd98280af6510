import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { MemoryCache } from "../cache/memory-cache.ts";
import type { Call } from "../call.ts";
import { Fault, toFault } from "../fault.ts";
import { compose } from "../handler.ts";
import { unmatched } from "../method.ts";
import { noPolicy } from "../policy.ts";
import { createChain } from "./chain.ts";

const settings = { maxConcurrentCalls: 1, maxStreamMessages: undefined, apiKeysFile: undefined };
const request = { decode: () => ({}) };

describe("createChain", () => {
  it("answers a plain value without a promise", () => {
    const method = newMethod();
    const handler = compose(createChain(newTelemetry(), settings), () => ({ message: "Hello" }), method);
    assert.deepEqual(handler(request, newCall(method)), { message: "Hello" });
  });

  it("traces, counts and logs a request that cannot be decoded, and frees its place", async () => {
    const telemetry = newTelemetry();
    const method = newMethod();
    const handler = compose(createChain(telemetry, settings), () => assert.fail("not reached"), method);
    const broken = new Fault({ code: "invalid_argument", reason: "MALFORMED_JSON", message: "Not JSON." });
    for (const _ of [1, 2]) {
      const call = newCall(method, {}, { transport: "rest", verb: "POST", route: "/v1/hello" });
      const fault = catchFault(() => handler({ decode: () => Promise.reject(broken) }, call));
      assert.equal((await fault)?.reason, "MALFORMED_JSON");
      call.end({ code: "invalid_argument", fault: broken, httpStatus: 400 });
    }
    const text = await telemetry.metrics.metrics();
    assert.match(text, /rpc_server_duration_seconds_count\{[^}]*code="invalid_argument"\} 2/);
    assert.match(text, /http_requests_total\{method="POST",path="\/v1\/hello",status="400"\} 2/);
    assert.equal(telemetry.line(1)["reason"], "MALFORMED_JSON");
    assert.equal(telemetry.finished.length, 2);
    assert.doesNotMatch(text, /rpc_shed_total\{/);
  });

  it("makes caches stale before a kept answer is given again, since nobody knows whether that was done", async () => {
    const forgotten: string[] = [];
    class HeardCache extends MemoryCache {
      override async forget(names: readonly string[]): Promise<void> {
        forgotten.push(...names);
      }
    }
    const policy = { invalidates: ["hello.{id}"], retry: { ...noPolicy.retry, isKeyed: true } };
    const method = newMethod(policy);
    const rpc = (_: unknown, call: Call) => {
      call.touch({ id: ["1", "2"] });
      return create(method.output, { message: "Hello" });
    };
    const service = { desc: HelloService, routes: [] };
    const modules = [{ name: "hello", services: [service], parts: [], cache: new HeardCache() }];
    const handler = compose(createChain(newTelemetry(), settings, { modules }), rpc, method);
    for (const isReplayed of [undefined, "true"]) {
      const call = newCall(method, { "idempotency-key": "17" });
      await handler({ decode: () => create(method.input) }, call);
      call.end({ code: "ok" });
      assert.equal(call.responseHeaders?.["idempotent-replayed"], isReplayed);
      assert.deepEqual(forgotten.splice(0), ["hello.1", "hello.2"]);
    }
  });

  it("counts a request that no route matches under one label", async () => {
    const telemetry = newTelemetry();
    const handler = compose(createChain(telemetry, settings), () => undefined, unmatched);
    const missing = new Fault({ code: "not_found", reason: "ROUTE_NOT_FOUND", message: "Nothing is here." });
    const call = newCall(unmatched, {}, { transport: "rest", verb: "BREW", route: "unmatched" });
    const decode = () => {
      throw missing;
    };
    assert.equal((await catchFault(() => handler({ decode }, call)))?.reason, "ROUTE_NOT_FOUND");
    call.end({ code: "not_found", fault: missing, httpStatus: 404 });
    const text = await telemetry.metrics.metrics();
    assert.match(text, /http_requests_total\{method="_OTHER",path="unmatched",status="404"\} 1/);
    assert.match(text, /count\{service="unmatched",method="unmatched",transport="rest",code="not_found"\} 1/);
  });
});

async function catchFault(run: () => unknown): Promise<Fault | undefined> {
  try {
    await run();
    return undefined;
  } catch (thrown) {
    return toFault(thrown);
  }
}
