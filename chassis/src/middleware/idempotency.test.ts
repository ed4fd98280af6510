import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  KeyedService,
  PlaceOrderRequestSchema,
  type PlaceOrderResponse,
  PlaceOrderResponseSchema,
} from "@flotilla/contract/flotilla/test/v1/keyed";
import { newCall } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { Call } from "../call.ts";
import { Fault, type FaultCode, faultCodes } from "../fault.ts";
import type { Claim, KeptAnswer, KeyedRequest, KeyStore } from "../idempotency/key-store.ts";
import { MemoryKeyStore } from "../idempotency/memory-key-store.ts";
import { toMethod } from "../method.ts";
import { idempotency } from "./idempotency.ts";

const method = toMethod(KeyedService.method.placeOrder);
const headers = { "idempotency-key": "17" };
const tea = create(PlaceOrderRequestSchema, { item: "tea" });

type Serve = (call: Call) => unknown;

/** A store that tells what it was asked, and may be made to answer otherwise. */
class AskedKeyStore extends MemoryKeyStore {
  readonly asks: string[] = [];
  readonly #over: Partial<KeyStore>;

  constructor(over: Partial<KeyStore>) {
    super();
    this.#over = over;
  }

  override claim(request: KeyedRequest, leaseMs: number): Promise<Claim> {
    this.asks.push("claim");
    return this.#over.claim?.(request, leaseMs) ?? super.claim(request, leaseMs);
  }

  override keep(answer: KeptAnswer): Promise<void> {
    this.asks.push("keep");
    return this.#over.keep?.(answer) ?? super.keep(answer);
  }

  override release(request: KeyedRequest): Promise<void> {
    this.asks.push("release");
    return this.#over.release?.(request) ?? super.release(request);
  }
}

/** A place for orders. */
function createPlace(serve: Serve, over: Partial<KeyStore> = {}) {
  const store = new AskedKeyStore(over);
  const { asks } = store;
  const telemetry = newTelemetry();
  const handler = idempotency({ storeOf: () => store, log: telemetry.log })((_, call) => serve(call), method);
  const place = async (call = newCall(method, headers), request = tea) =>
    (await handler(request, call)) as PlaceOrderResponse;
  return { place, store, asks, written: telemetry.written };
}

/** Counts its orders. */
function countOrders(): Serve {
  let orders = 0;
  return () => create(PlaceOrderResponseSchema, { id: String(++orders) });
}

describe("idempotency", () => {
  it("passes calls without a key, and rpcs that know none", async () => {
    const { place, asks } = createPlace(countOrders());
    assert.deepEqual([(await place(newCall(method))).id, (await place(newCall(method))).id, asks], ["1", "2", []]);
    const plain = toMethod(KeyedService.method.talkAboutOrder);
    const next = () => undefined;
    assert.equal(idempotency({ storeOf: () => assert.fail(), log: newTelemetry().log })(next, plain), next);
  });

  it("answers the same request as before, headers and status too, and says so", async () => {
    const orders = countOrders();
    const { place } = createPlace((call) => {
      call.setHeader("location", "/v1/orders/1");
      call.setTrailer("cost", "5");
      call.httpStatus = 202;
      call.reason = "LATER";
      return orders(call);
    });
    const calls = [1, 2].map(() => {
      const call = newCall(method, headers);
      call.setHeader("x-request-id", crypto.randomUUID());
      return call;
    });
    const answers = [await place(calls[0]), await place(calls[1])];
    assert.deepEqual(answers[1], answers[0]);
    const [first, second] = calls as [Call, Call];
    assert.deepEqual(second.responseHeaders, {
      "x-request-id": second.responseHeaders?.["x-request-id"],
      location: "/v1/orders/1",
      "idempotent-replayed": "true",
    });
    assert.notEqual(second.responseHeaders?.["x-request-id"], first.responseHeaders?.["x-request-id"]);
    assert.deepEqual([second.responseTrailers, second.httpStatus, second.reason], [{ cost: "5" }, 202, "LATER"]);
    assert.equal(first.responseHeaders?.["idempotent-replayed"], undefined);
  });

  it("refuses another request under the key, and the same one while it runs", async () => {
    const running = Promise.withResolvers<PlaceOrderResponse>();
    const { place } = createPlace(() => running.promise);
    const first = place();
    await assert.rejects(place(), { reason: "IDEMPOTENCY_KEY_IN_USE", httpStatus: 409, retryAfterMs: 1000 });
    running.resolve(create(PlaceOrderResponseSchema, { id: "1" }));
    await first;
    const milk = create(PlaceOrderRequestSchema, { item: "milk" });
    await assert.rejects(place(undefined, milk), { reason: "IDEMPOTENCY_KEY_REUSED", httpStatus: 422 });
    assert.equal((await place()).id, "1");
  });

  const kept: readonly FaultCode[] = ["not_found", "already_exists", "failed_precondition"];
  for (const code of Object.keys(faultCodes) as FaultCode[]) {
    const isKept = kept.includes(code);
    it(`${isKept ? "keeps" : "does not keep"} the answer ${code}`, async () => {
      let runs = 0;
      const { place, asks } = createPlace(() => {
        const violations = [{ field: "item", rule: "stock", message: "is sold out" }];
        throw new Fault({
          code,
          reason: `RUN_${++runs}`,
          message: "No.",
          httpStatus: 418,
          headers: { why: "x" },
          violations,
        });
      });
      const faults = [1, 2].map(() => place().catch((thrown: Fault) => thrown));
      const first = (await faults[0]) as Fault;
      await faults[1];
      const again = (await place().catch((thrown: Fault) => thrown)) as Fault;
      const seen = ({ reason, message, httpStatus, headers: own, violations }: Fault) => [
        message,
        httpStatus,
        own,
        violations,
        reason,
      ];
      assert.equal(again.code, code);
      assert.deepEqual(seen(again), [...seen(first).slice(0, -1), isKept ? "RUN_1" : "RUN_2"]);
      assert.ok(asks.includes(isKept ? "keep" : "release") && !asks.includes(isKept ? "release" : "keep"));
    });
  }

  it("makes a request anew after what was no Fault at all", async () => {
    let runs = 0;
    const { place } = createPlace((call) => {
      if (++runs === 1) throw new TypeError("a bug");
      return countOrders()(call);
    });
    await assert.rejects(place(), TypeError);
    assert.equal((await place()).id, "1");
  });

  it("leaves an answer to the handler that stores it with its effect", async () => {
    const memory = new MemoryKeyStore();
    const { place, asks } = createPlace(
      async (call) => {
        const answer = create(PlaceOrderResponseSchema, { id: "1" });
        call.setHeader("etag", '"1"');
        await memory.keep(call.keyed!(answer));
        return answer;
      },
      { claim: memory.claim.bind(memory) },
    );
    await place();
    assert.deepEqual(asks, ["claim"]);
    const call = newCall(method, headers);
    assert.equal((await place(call)).id, "1");
    assert.equal(call.responseHeaders?.["etag"], '"1"');
  });

  it("keeps an answer itself when it is not the one that the handler had in mind to store", async () => {
    const { place, asks } = createPlace((call) => {
      call.keyed!(create(PlaceOrderResponseSchema, { id: "given up" }));
      return create(PlaceOrderResponseSchema, { id: "1" });
    });
    await place();
    assert.deepEqual(asks, ["claim", "keep"]);
    assert.equal((await place()).id, "1");
  });

  it("leases the key for longer than the call may take", async () => {
    const leases: number[] = [];
    const claim: KeyStore["claim"] = async (_, leaseMs) => {
      leases.push(leaseMs);
      return { state: "claimed" };
    };
    const { place } = createPlace(countOrders(), { claim });
    await place();
    const hurried = newCall(method, headers);
    hurried.deadlineMs = performance.now() + 3_600_000;
    await place(hurried);
    const late = newCall(method, headers);
    late.deadlineMs = performance.now() - 5000;
    await place(late);
    assert.equal(leases[0], 60_000);
    assert.ok(leases[1]! > 3_600_000 - 60_000 && leases[1]! <= 3_602_001);
    assert.equal(leases[2], 2000);
  });

  it("tells the answer although it cannot be kept, and holds on to the key then", async () => {
    const fail = () => Promise.reject(new Error("store away"));
    const { place, asks, written } = createPlace(countOrders(), { keep: fail });
    assert.equal((await place()).id, "1");
    await assert.rejects(place(), { reason: "IDEMPOTENCY_KEY_IN_USE" });
    assert.deepEqual(asks, ["claim", "keep", "claim"]);
    assert.match(written.join(), /cannot be kept/);
  });

  it("gives the answer of an effect that came late, rather than the Fault that is owed to it", async () => {
    let commitLate = (): Promise<void> => assert.fail();
    let runs = 0;
    const { place, store } = createPlace(async (call) => {
      if (++runs === 1) {
        const answer = call.keyed!(create(PlaceOrderResponseSchema, { id: "1" }));
        commitLate = () => store.keep(answer);
        throw new Fault({ code: "unavailable", reason: "LOST", message: "Nobody knows whether it was committed." });
      }
      await commitLate();
      throw new Fault({ code: "already_exists", reason: "ORDER_EXISTS", message: "There is such an order." });
    });
    await assert.rejects(place(), { reason: "LOST" });
    const call = newCall(method, headers);
    assert.equal((await place(call)).id, "1");
    assert.equal(call.responseHeaders?.["idempotent-replayed"], "true");
  });

  it("tells no Fault as certain that it cannot keep", async () => {
    const gone = new Fault({ code: "unavailable", reason: "STORE_UNAVAILABLE", message: "Away." });
    const serve = () => Promise.reject(new Fault({ code: "not_found", reason: "NO_ORDER", message: "None." }));
    const { place } = createPlace(serve, { keep: () => Promise.reject(gone) });
    await assert.rejects(place(), { reason: "STORE_UNAVAILABLE" });
  });

  it("tells what went wrong although the key cannot be given back", async () => {
    const gone = new Fault({ code: "unavailable", reason: "GONE", message: "Gone." });
    const { place, written } = createPlace(() => Promise.reject(gone), {
      release: () => Promise.reject(new Error("store away")),
    });
    await assert.rejects(place(), { reason: "GONE" });
    assert.match(written.join(), /cannot be given back/);
  });

  it("has no effect while the store cannot be asked", async () => {
    const { place } = createPlace(() => assert.fail("not reached"), {
      claim: () => Promise.reject(new Fault({ code: "unavailable", reason: "STORE_UNAVAILABLE", message: "Away." })),
    });
    await assert.rejects(place(), { reason: "STORE_UNAVAILABLE" });
  });
});
