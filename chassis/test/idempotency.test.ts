import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { createClient, type Transport } from "@connectrpc/connect";
import {
  type Call,
  chassisFields,
  createClient as createOwnClient,
  Dependency,
  Fault,
  implement,
  type Module,
  readConfig,
} from "@flotilla/chassis";
import { MemoryKeyStore } from "@flotilla/chassis/idempotency";
import { KeyedService, PlaceOrderResponseSchema } from "@flotilla/contract/flotilla/test/v1/keyed";
import { assertFault, connections, matrix, startApp } from "@flotilla/testkit";
import { newTelemetry } from "./new-telemetry.ts";

/** Takes orders, and stores each answer with its order, as a store with transactions does. */
class Orders {
  readonly keys = new MemoryKeyStore();
  placed = 0;
  cancelled = 0;
  talks = 0;
  /** Called once an order is placed and its answer is stored. */
  afterwards: () => void = () => undefined;

  createModule(): Module {
    const service = implement(KeyedService, {
      placeOrder: ({ item }, call) => this.#place(item, call),
      cancelOrder: ({ id }) => this.#cancel(id),
      talkAboutOrder: () => ({ id: String(++this.talks) }),
    });
    return { name: "orders", services: [service], parts: [], keys: this.keys };
  }

  async #place(item: string, call: Call) {
    const id = String(++this.placed);
    call.setHeader("location", `/v1/orders/${id}`);
    const answer = create(PlaceOrderResponseSchema, { id, item });
    if (call.keyed) await this.keys.keep(call.keyed(answer));
    this.afterwards();
    return answer;
  }

  #cancel(id: string) {
    this.cancelled++;
    const violations = [{ field: "id", rule: "known", message: "is unknown" }];
    if (id === "9") throw new Fault({ code: "not_found", reason: "NO_ORDER", message: "No order 9.", violations });
    return {};
  }
}

/** Places an order, and answers it with the headers that came along. */
async function place(transport: Transport, key?: string, request: { item?: string; idempotencyKey?: string } = {}) {
  let header = new Headers();
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const onHeader = (headers: Headers) => {
    header = headers;
  };
  const { id } = await createClient(KeyedService, transport).placeOrder(
    { item: "tea", ...request },
    { headers, onHeader },
  );
  return { id, location: header.get("location"), replayed: header.get("idempotent-replayed") };
}

describe("idempotency keys", () => {
  let orders = new Orders();
  const createOrders = () => {
    orders = new Orders();
    return orders.createModule();
  };

  matrix(createOrders, (_, transport) => {
    const client = createClient(KeyedService, transport);

    it("let an effect happen once, and its answer be heard again", async () => {
      const first = { id: "1", location: "/v1/orders/1", replayed: null };
      assert.deepEqual(await place(transport, "a"), first);
      assert.deepEqual(await place(transport, "a"), { ...first, replayed: "true" });
      assert.deepEqual(await place(transport, undefined, { idempotencyKey: "a" }), { ...first, replayed: "true" });
      assert.equal((await place(transport, "b")).id, "2");
      assert.equal((await place(transport)).id, "3");
    });

    it("are refused when they are bad, or came with another request", async () => {
      await place(transport, "a");
      const reused = { code: "invalid_argument", reason: "IDEMPOTENCY_KEY_REUSED" } as const;
      await assertFault(place(transport, "a", { item: "milk" }), reused);
      const bad = { code: "invalid_argument", reason: "BAD_IDEMPOTENCY_KEY" } as const;
      await assertFault(place(transport, "a", { idempotencyKey: "b" }), bad);
      await assertFault(place(transport, "k".repeat(256)), bad);
      assert.equal(orders.placed, 1);
    });

    it("are not spent on a request that breaks rules of the contract", async () => {
      await assertFault(place(transport, "a", { item: "" }), { reason: "VALIDATION_FAILED" });
      assert.equal((await place(transport, "a")).id, "1");
    });

    it("keep a failure that is certain, with all it says", async () => {
      const cancel = () => client.cancelOrder({ id: "9" }, { headers: { "idempotency-key": "a" } });
      const violations = [{ field: "id", rule: "known", message: "is unknown" }];
      const fault = { code: "not_found", reason: "NO_ORDER", message: "No order 9.", violations } as const;
      await assertFault(cancel(), fault);
      await assertFault(cancel(), fault);
      assert.equal(orders.cancelled, 1);
    });

    it("mean nothing to an rpc that does not know them", async () => {
      const talk = () => client.talkAboutOrder({ item: "tea" }, { headers: { "idempotency-key": "k".repeat(999) } });
      assert.deepEqual([(await talk()).id, (await talk()).id], ["1", "2"]);
    });
  });

  it("lead to the same answer through every door", async () => {
    await using started = await startApp(createOrders());
    for (const connect of Object.values(connections)) {
      const { transport, close } = connect(started);
      assert.equal((await place(transport, "a")).id, "1");
      close();
    }
    assert.equal(orders.placed, 1);
  });

  it("have the statuses of HTTP over REST", async () => {
    await using started = await startApp(createOrders());
    const post = (item: string) =>
      fetch(`${started.url}/v1/orders`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "a" },
        body: JSON.stringify({ item }),
      });
    const statuses = [(await post("tea")).status, (await post("tea")).status, (await post("milk")).status];
    assert.deepEqual(statuses, [201, 201, 422]);
  });

  it("are in use while their request runs: 409, and when to come again", async () => {
    await using started = await startApp(createOrders());
    let second: Promise<Response> | undefined;
    const post = () => fetch(`${started.url}/v1/orders/5`, { method: "DELETE", headers: { "idempotency-key": "a" } });
    const claim = orders.keys.claim.bind(orders.keys);
    orders.keys.claim = async (request, leaseMs) => {
      const claimed = await claim(request, leaseMs);
      second ??= post();
      if (claimed.state === "claimed") await second;
      return claimed;
    };
    assert.equal((await post()).status, 200);
    const refused = await second!;
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [409, "1"]);
    assert.match(await refused.text(), /IDEMPOTENCY_KEY_IN_USE/);
  });

  it("let our own client try again when the first answer was lost", async () => {
    await using started = await startApp(createOrders());
    orders.afterwards = () => {
      orders.afterwards = () => undefined;
      throw new Fault({ code: "unavailable", reason: "LOST", message: "Nobody knows what became of it." });
    };
    const settings = readConfig(chassisFields, {});
    const urls = [started.url];
    const dependency = new Dependency({ name: "orders", telemetry: newTelemetry(), settings, urls, random: () => 0 });
    await dependency.start();
    const client = createOwnClient(KeyedService, dependency);
    const { id } = await client.placeOrder({ item: "tea" }, { headers: { "idempotency-key": "a" } });
    await dependency.stop();
    assert.deepEqual([id, orders.placed], ["1", 1]);
  });
});
