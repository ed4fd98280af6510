import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry, type TestTelemetry } from "../../test/new-telemetry.ts";
import { compose } from "../handler.ts";
import { trace } from "../middleware/trace.ts";
import { withSpan } from "./child-span.ts";
import { createOutgoingHeaders } from "./propagate.ts";
import { wrapPort } from "./wrap-port.ts";

class Store {
  #rows = ["a", "b", "c"];
  size = 3;
  isClosed = false;

  get first(): string {
    return this.#rows[0]!;
  }

  find(index: number): string | undefined {
    return this.#rows[index];
  }

  async load(index: number): Promise<string> {
    await Promise.resolve();
    if (index > 2) throw new RangeError("no such row");
    return this.#rows[index]!;
  }

  async *list(): AsyncGenerator<string> {
    try {
      yield* this.#rows;
    } finally {
      this.isClosed = true;
    }
  }

  stream(): AsyncIterable<string> {
    return this.list();
  }

  fail(): never {
    throw new TypeError("broken");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
  }
}

class ChildStore extends Store {
  count(): number {
    return this.size;
  }
}

/** Runs `work` inside a call that is sampled, unless the environment says otherwise. */
async function inCall<T>(telemetry: TestTelemetry, work: () => T): Promise<Awaited<T>> {
  const method = newMethod();
  const call = newCall(method);
  return (await compose([trace(telemetry)], work, method)({}, call)) as Awaited<T>;
}

function setUp(env = {}) {
  const telemetry = newTelemetry(env);
  const port = new ChildStore();
  const options = { attributes: { "db.system.name": "sqlite" } };
  return { telemetry, port, store: wrapPort(port, "row_store", telemetry, options) };
}

describe("wrapPort", () => {
  it("makes a child span of each method, inherited ones too, and answers what the port answers", async () => {
    const { telemetry, store } = setUp();
    const seen = await inCall(telemetry, async () => [store.find(1), await store.load(2), store.count()]);
    assert.deepEqual(seen, ["b", "c", 3]);
    assert.deepEqual(
      telemetry.finished.map(({ name, kind, error }) => [name, kind, error]),
      [
        ["row_store.find", "client", undefined],
        ["row_store.load", "client", undefined],
        ["row_store.count", "client", undefined],
      ],
    );
    assert.equal(telemetry.finished[0]?.attributes["db.system.name"], "sqlite");
    assert.equal(telemetry.finished[0]?.attributes["db.operation.name"], "find");
    assert.ok(telemetry.finished.every((span) => span.endMs >= span.startMs));
  });

  it("passes on what is thrown and marks the span", async () => {
    const { telemetry, store } = setUp();
    await inCall(telemetry, async () => {
      assert.throws(() => store.fail(), TypeError);
      await assert.rejects(store.load(9), RangeError);
    });
    assert.deepEqual(
      telemetry.finished.map((span) => [span.name, span.error, span.attributes["error.type"], span.events?.length]),
      [
        ["row_store.fail", "broken", "TypeError", 1],
        ["row_store.load", "no such row", "RangeError", 1],
      ],
    );
  });

  it("keeps the span of a stream open until its last value, or until its reader leaves", async () => {
    const { telemetry, port, store } = setUp();
    await inCall(telemetry, async () => {
      for (const open of [() => store.list(), () => store.stream()]) {
        const seen: string[] = [];
        for await (const row of open()) {
          seen.push(row);
        }
        assert.deepEqual(seen, ["a", "b", "c"]);
      }
      assert.equal(telemetry.finished.length, 2);
      port.isClosed = false;
      for await (const _ of store.list()) {
        assert.equal(telemetry.finished.length, 2);
        break;
      }
      assert.ok(port.isClosed);
      assert.equal(telemetry.finished.length, 3);
    });
  });

  it("nests: spans and outgoing headers name the innermost as parent", async () => {
    const { telemetry, store } = setUp();
    const headers = await inCall(telemetry, () =>
      withSpan(telemetry.spans, { name: "outer" }, () => {
        store.find(0);
        return createOutgoingHeaders(telemetry);
      }),
    );
    const [find, outer] = telemetry.finished;
    assert.equal(find?.trace.parentSpanId, outer?.trace.spanId);
    assert.equal(headers["traceparent"], `00-${outer?.trace.traceId}-${outer?.trace.spanId}-01`);
  });

  it("makes no span outside of calls, for unsampled calls and when nobody exports", async () => {
    const { telemetry, store } = setUp({ OTEL_TRACES_SAMPLER: "always_off" });
    assert.equal(store.find(0), "a");
    await inCall(telemetry, () => withSpan(telemetry.spans, { name: "outer" }, () => store.find(0)));
    const off = newTelemetry({}, false);
    await inCall(off, () => wrapPort(new Store(), "row_store", off).find(0));
    assert.equal(telemetry.finished.length + off.finished.length, 0);
  });

  it("leaves state, accessors, symbols and the type as they are", async () => {
    const { port, store } = setUp();
    assert.equal(store.first, "a");
    store.size = 7;
    assert.deepEqual([port.size, store.size, store.count()], [7, 7, 7]);
    assert.ok(store instanceof ChildStore);
    await store[Symbol.asyncDispose]();
    assert.ok(port.isClosed);
  });

  it("wraps plain objects of functions as well", async () => {
    const telemetry = newTelemetry();
    const queue = wrapPort({ publish: async (subject: string) => `sent ${subject}` }, "queue", telemetry);
    assert.equal(await inCall(telemetry, () => queue.publish("a")), "sent a");
    assert.equal(telemetry.finished[0]?.name, "queue.publish");
  });
});
