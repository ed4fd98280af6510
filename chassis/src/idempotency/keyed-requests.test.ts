import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { KeyedService, PlaceOrderRequestSchema } from "@flotilla/contract/flotilla/test/v1/keyed";
import { newCall } from "../../test/new-call.ts";
import type { HeaderMap } from "../call.ts";
import { toMethod } from "../method.ts";
import { createKeyedRequests } from "./keyed-requests.ts";

const method = toMethod(KeyedService.method.placeOrder);
const toKeyed = createKeyedRequests(method);

type Request = MessageInitShape<typeof PlaceOrderRequestSchema>;

function read(headers: HeaderMap, request: Request = { item: "tea" }, identity?: string) {
  const call = newCall(method, headers);
  call.identity = identity;
  return toKeyed(create(PlaceOrderRequestSchema, request), call);
}

const one = read({ "idempotency-key": "one" })!;

describe("a keyed request", () => {
  it("has its key in the header, in the field, or in both", () => {
    assert.equal(read({}), undefined);
    assert.deepEqual(read({}, { item: "tea", idempotencyKey: "one" }), one);
    assert.deepEqual(read({ "idempotency-key": "one" }, { item: "tea", idempotencyKey: "one" }), one);
  });

  it("is known by hashes, which a store can hold in a column", () => {
    for (const hash of [one.id, one.hash]) assert.match(hash, /^[0-9a-f]{64}$/);
  });

  it("is another for another key or caller, and only then", () => {
    assert.notEqual(read({ "idempotency-key": "two" })?.id, one.id);
    assert.notEqual(read({ "idempotency-key": "one" }, undefined, "ann")?.id, one.id);
    assert.equal(read({ "idempotency-key": "one" }, { item: "milk" })?.id, one.id);
    assert.notEqual(read({ "idempotency-key": 'e"' }, undefined, "on")?.id, read({ "idempotency-key": 'one"' })?.id);
  });

  it("asks for something else with other fields, another precondition or another rpc", () => {
    const others = [
      read({ "idempotency-key": "one" }, { item: "milk" }),
      read({ "idempotency-key": "one", "if-match": '"1"' }),
      createKeyedRequests(toMethod(KeyedService.method.talkAboutOrder))(
        create(PlaceOrderRequestSchema, { item: "tea" }),
        newCall(method, { "idempotency-key": "one" }),
      ),
    ];
    const hashes = new Set([one, ...others].map((keyed) => keyed?.hash));
    assert.equal(hashes.size, 4);
  });

  for (const [what, headers] of Object.entries<HeaderMap>({
    "an empty key": { "idempotency-key": "" },
    "a key of 256 characters": { "idempotency-key": "k".repeat(256) },
    "a key beyond ASCII": { "idempotency-key": "schlüssel" },
    "a key with a control character": { "idempotency-key": "a\tb" },
    "two keys": { "idempotency-key": ["one", "one"] },
  })) {
    it(`refuses ${what}`, () => {
      assert.throws(() => read(headers), { code: "invalid_argument", reason: "BAD_IDEMPOTENCY_KEY" });
    });
  }

  it("refuses a header and a field that say different keys, and a bad key in the field", () => {
    const bad = { code: "invalid_argument", reason: "BAD_IDEMPOTENCY_KEY" };
    assert.throws(() => read({ "idempotency-key": "one" }, { item: "tea", idempotencyKey: "two" }), bad);
    assert.throws(() => read({}, { item: "tea", idempotencyKey: "\n" }), bad);
  });

  it("may have a key of 255 characters", () => {
    assert.ok(read({ "idempotency-key": "~".repeat(255) }));
  });
});
