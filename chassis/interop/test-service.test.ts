import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HeaderMap } from "@flotilla/chassis";
import { createChannel, createClient } from "@flotilla/chassis/client";
import { TestService } from "@flotilla/contract/grpc/testing/test";
import { startApp } from "@flotilla/testkit";
import { createInterop } from "./app.ts";

async function start() {
  const started = await startApp(createInterop());
  const channel = createChannel({ url: started.url });
  return {
    test: createClient(TestService, channel),
    async [Symbol.asyncDispose]() {
      channel.close();
      await started[Symbol.asyncDispose]();
    },
  };
}

// What no case of grpc-go's client asks for.
describe("TestService", () => {
  it("says that a proxy may keep the answer of CacheableUnaryCall", async () => {
    await using server = await start();
    let headers: HeaderMap = {};
    const onHeaders = (heard: HeaderMap) => {
      headers = heard;
    };
    const { payload } = await server.test.cacheableUnaryCall({ responseSize: 10 }, { onHeaders });
    assert.equal(payload?.body.length, 10);
    assert.equal(headers["cache-control"], "max-age=60, public");
  });

  it("answers HalfDuplexCall once all requests have come", async () => {
    await using server = await start();
    const seen: string[] = [];
    async function* ask() {
      for (const size of [1, 2]) {
        seen.push(`asked ${size}`);
        yield { responseParameters: [{ size }] };
      }
    }
    for await (const { payload } of server.test.halfDuplexCall(ask())) seen.push(`answered ${payload?.body.length}`);
    assert.deepEqual(seen, ["asked 1", "asked 2", "answered 1", "answered 2"]);
  });

  it("waits as long as it is asked to, and refuses sizes below zero", async () => {
    await using server = await start();
    const startMs = performance.now();
    const responseParameters = [{ size: 1, intervalUs: 30_000 }];
    await Array.fromAsync(server.test.streamingOutputCall({ responseParameters }));
    assert.ok(performance.now() - startMs >= 29);
    await assert.rejects(server.test.unaryCall({ responseSize: -1 }), { code: "invalid_argument" });
  });
});
