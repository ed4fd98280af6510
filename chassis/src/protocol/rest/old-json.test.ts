import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, fromJson, type JsonObject, type MessageInitShape, toJson } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { OldJsonService } from "@flotilla/contract/flotilla/test/v1/old_json";
import { type Everything, EverythingSchema, SubSchema } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { arbitraryMessage } from "../../../test/arbitrary-message.ts";
import { MemoryExchange } from "../../../test/memory-exchange.ts";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { outcome } from "../../../test/outcome.ts";
import { createRandom } from "../../../test/random.ts";
import { toMethod } from "../../method.ts";
import { decode } from "../../middleware/decode.ts";
import { recover } from "../../middleware/recover.ts";
import { implement } from "../../service.ts";
import { createEndpoints } from "../endpoint.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { createJsonDecoder } from "./json-decoder.ts";
import { createJsonEncoder } from "./json-encoder.ts";
import type { JsonForm } from "./json-form.ts";
import { createRest } from "./protocol.ts";

const registry = createTypeRegistry([OldJsonService]);
const form: JsonForm = { registry, ...toMethod(OldJsonService.method.echoWhole).policy.json };
const encode = createJsonEncoder(EverythingSchema, form);
const zeroChoice = { case: "choiceNumber", value: 0n } as const;

/** Default values of the message itself, nothing of what is empty further inside. */
function toOldJson(message: Everything): string {
  const options = { registry, useProtoFieldName: true };
  const whole = toJson(EverythingSchema, message, { ...options, alwaysEmitImplicit: true }) as JsonObject;
  return JSON.stringify({ ...whole, ...(toJson(EverythingSchema, message, options) as JsonObject) });
}

describe("the encoder of an older JSON", () => {
  it("writes proto names, and no empty fields but the answer's own, for 2000 arbitrary messages", () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const message = arbitraryMessage(EverythingSchema, createRandom(seed)) as Everything;
      assert.equal(encode(message), toOldJson(message), `seed ${seed}`);
    }
  });

  const edges: Readonly<Record<string, MessageInitShape<typeof EverythingSchema>>> = {
    "an empty message": {},
    "zeros of every kind": { sub: { all: { doubleValue: -0, int64Value: 0n, optionalText: "", choice: zeroChoice } } },
    "an Any": { any: anyPack(SubSchema, create(SubSchema, { pageSize: 5 })) },
    "maps of messages": { parts: { 5: {}, 6: { name: "x", next: {} } } },
  };
  for (const [what, init] of Object.entries(edges)) {
    it(`writes ${what}`, () => {
      const message = create(EverythingSchema, init);
      assert.equal(encode(message), toOldJson(message));
    });
  }

  it("keeps an empty message that is there", () => {
    assert.match(encode(create(EverythingSchema, { subs: [{}, { next: {} }] })), /"subs":\[\{\},\{"next":\{\}\}\]/);
  });

  it("refuses values of a wrong type further inside, rather than taking them for empty", () => {
    for (const wrong of [{ text: undefined }, { boolValue: 0 }, { texts: undefined }, { int64Value: 1.5 }]) {
      const message = create(EverythingSchema, { sub: { all: {} } });
      Object.assign(message.sub!.all!, wrong);
      assert.throws(() => encode(message), TypeError, JSON.stringify(wrong));
    }
  });
});

describe("the decoder of an older JSON", () => {
  const decodeOld = createJsonDecoder(EverythingSchema, form);

  it("reads proto names, JSON names, and what it wrote", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const message = arbitraryMessage(EverythingSchema, createRandom(seed)) as Everything;
      for (const useProtoFieldName of [true, false]) {
        const json = toJson(EverythingSchema, message, { registry, useProtoFieldName });
        const expected = outcome(() => fromJson(EverythingSchema, json, { registry }));
        assert.deepEqual(
          outcome(() => decodeOld(json)),
          expected,
          `seed ${seed}`,
        );
      }
    }
  });

  it("ignores unknown fields wherever they are", () => {
    const json = {
      stranger: 1,
      page_size: [],
      "[a.b]": 1,
      sub: { name: "x", id: null, next: { pageSize: 5, other: {} } },
      subs: [{ name: "y", stranger: "z" }],
      parts: { 5: { name: "z", stranger: [] } },
      struct: { stranger: 1 },
      ["__proto__"]: 1,
    };
    const known = {
      sub: { name: "x", next: { pageSize: 5 } },
      subs: [{ name: "y" }],
      parts: { 5: { name: "z" } },
      struct: { stranger: 1 },
    };
    assert.deepEqual(decodeOld(json), fromJson(EverythingSchema, known));
  });

  it("still refuses what does not fit, an enum's unknown name too", () => {
    for (const json of [{ x: 1, text: 5 }, { x: 1, color: "COLOR_BLUE" }, { subs: {} }, { parts: [] }, [], null, "x"])
      assert.throws(() => decodeOld(json as never), JSON.stringify(json));
  });
});

const rest = createRest(
  createEndpoints(
    [
      implement(OldJsonService, {
        echoWhole: (request) => request,
        echoSub: (request) => request,
        findOld: (request) => request,
      }),
    ],
    [recover(newTelemetry().log), decode()],
  ),
  { maxBodyBytes: 4096, bodyTimeoutMs: 1000 },
);

async function ask(verb: string, target: string, body?: string) {
  const headers = { "content-type": "application/json" };
  const exchange = new MemoryExchange({ verb, target, headers, body: body === undefined ? [] : [body] });
  rest.handle(exchange);
  const { status, text } = await exchange.ended;
  return { status, json: JSON.parse(text) };
}

describe("REST with an older JSON", () => {
  it("answers in it", async () => {
    const { json } = await ask("PUT", "/v1/old/7", '{"sub":{"pageSize":5,"stranger":1},"another_name":"x"}');
    assert.deepEqual([json.sub, json.text, json.int32_value, json.subs], [{ page_size: 5 }, "7", 0, []]);
    assert.equal("int32Value" in json, false);
  });

  it("answers one field in it, whose own empty fields are there", async () => {
    const { json } = await ask("PATCH", "/v1/old/7", '{"name":"x","next":{"page_size":0},"stranger":{}}');
    assert.deepEqual(json, { name: "x", page_size: 0, next: {} });
    assert.deepEqual((await ask("POST", "/v1/old/7/subs", '[{"name":"x"},{"page_size":0}]')).json, [{ name: "x" }, {}]);
  });

  it("takes both names, and masks of both, in a query", async () => {
    const query = "int32_value=1&int64Value=2&mask=page_size,next.pageSize&sub.page_size=3";
    const { json } = await ask("GET", `/v1/old?${query}`);
    assert.deepEqual(
      [json.int32_value, json.int64_value, json.mask, json.sub],
      [1, "2", "pageSize,next.pageSize", { page_size: 3 }],
    );
  });

  it("speaks of fields by proto names when something is wrong", async () => {
    const unknown = await ask("GET", "/v1/old?stranger=1");
    assert.equal(unknown.status, 400);
    assert.match(unknown.json.detail, /those known are .*optional_text/);
    const wrong = await ask("PATCH", "/v1/old/7", '{"page_size":"many","stranger":1}');
    assert.equal(wrong.status, 400);
    assert.deepEqual(
      wrong.json.violations.map(({ field }: { field: string }) => field),
      ["sub.page_size"],
    );
  });

  it("takes null for a body that is one field as no value, and for a whole one as a mistake", async () => {
    assert.equal((await ask("PATCH", "/v1/old/7", "null")).json, null);
    assert.equal((await ask("PUT", "/v1/old/7", "null")).status, 400);
  });
});
