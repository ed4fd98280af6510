import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { MemoryExchange } from "../../../test/memory-exchange.ts";
import type { Call, Outcome } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Middleware } from "../../handler.ts";
import { decode } from "../../middleware/decode.ts";
import type { Service } from "../../service.ts";
import { implement, type Rpcs } from "../../service.ts";
import { createEndpoints } from "../endpoint.ts";
import { createRest } from "./protocol.ts";

const limits = { maxBodyBytes: 4096, bodyTimeoutMs: 1000 };
const gone = new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller went away." });

/** Serves one exchange and tells how its call ended, every time it was told. */
function serve(rpcs: Partial<Rpcs<typeof TranscodingService>>, target: string) {
  const unserved = () => assert.fail("this rpc is not part of the test");
  const all = Object.fromEntries(Object.keys(TranscodingService.method).map((name) => [name, unserved]));
  const service: Service = implement(TranscodingService, { ...all, ...rpcs } as Rpcs<typeof TranscodingService>);
  const outcomes: Outcome[] = [];
  const calls: Call[] = [];
  const watch: Middleware = (next) => (request, call) => {
    calls.push(call);
    call.onEnd((outcome) => outcomes.push(outcome));
    return next(request, call);
  };
  const exchange = new MemoryExchange({ target });
  createRest(createEndpoints([service], [watch, decode()]), limits).handle(exchange);
  return { exchange, outcomes, call: calls[0]! };
}

describe("the end of a REST call", () => {
  it("comes once, with the status that was answered", async () => {
    const { exchange, outcomes } = serve({ readBook: (request) => request }, "/v1/books/7");
    await exchange.ended;
    assert.deepEqual(outcomes, [{ code: "ok", httpStatus: 200 }]);
  });

  it("comes with the Fault, of an unknown path and of a bad parameter too", async () => {
    for (const [target, status] of [
      ["/nowhere", 404],
      ["/v1/books/7?zip=1", 400],
    ] as const) {
      const { exchange, outcomes } = serve({}, target);
      await exchange.ended;
      assert.deepEqual(
        outcomes.map(({ httpStatus, fault }) => [httpStatus, fault?.httpStatus]),
        [[status, status]],
      );
    }
  });

  it("comes at once when the caller goes away, and the handler is told", async () => {
    const handler = Promise.withResolvers<{ text: string }>();
    const { exchange, outcomes, call } = serve({ readBook: () => handler.promise }, "/v1/books/7");
    const signal = call.signal;
    exchange.abort(gone);
    assert.equal(signal.aborted, true);
    handler.resolve({ text: "too late" });
    await handler.promise;
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      ["cancelled"],
    );
  });

  it("lets a stream's generator go when the caller goes away", async () => {
    const released = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    async function* watchBooks() {
      try {
        for (let number = 1; ; number++) {
          yield { int32Value: number };
          first.resolve();
          await Promise.resolve();
        }
      } finally {
        released.resolve();
      }
    }
    const { exchange, outcomes } = serve({ watchBooks }, "/v1/books:watch");
    await first.promise;
    exchange.abort(gone);
    await released.promise;
    assert.deepEqual(
      outcomes.map(({ code, httpStatus }) => [code, httpStatus]),
      [["cancelled", 200]],
    );
  });

  it("comes with a stream's last byte", async () => {
    async function* watchBooks() {
      yield { int32Value: 1 };
    }
    const { exchange, outcomes } = serve({ watchBooks }, "/v1/books:watch");
    assert.deepEqual(outcomes, []);
    await exchange.ended;
    assert.deepEqual(outcomes, [{ code: "ok", httpStatus: 200 }]);
  });
});

describe("the routes of several services", () => {
  it("are refused at start when two of them claim the same requests", () => {
    const service = implement(
      EchoService,
      Object.fromEntries(Object.keys(EchoService.method).map((name) => [name, () => ({})])) as never,
    );
    const endpoints = createEndpoints([service, service], [decode()]);
    assert.throws(() => createRest(endpoints, limits), /two routes claim GET \/v1\/say\/\{text\}/);
  });
});
