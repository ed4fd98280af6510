import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type DescField, type MessageInitShape, toJson } from "@bufbuild/protobuf";
import { anyPack, EmptySchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import {
  type Color,
  type Everything,
  EverythingSchema,
  SubSchema,
  TranscodingService,
} from "@flotilla/contract/flotilla/test/v1/transcoding";
import { arbitraryMessage } from "../../../test/arbitrary-message.ts";
import { createRandom } from "../../../test/random.ts";
import { plainJson } from "../../policy.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { createJsonEncoder } from "./json-encoder.ts";
import type { JsonForm } from "./json-form.ts";

const registry = createTypeRegistry([TranscodingService]);
const form: JsonForm = { registry, ...plainJson };
const encode = createJsonEncoder(EverythingSchema, form);

function encodeBoth(init: MessageInitShape<typeof EverythingSchema>): [string, string] {
  const message = create(EverythingSchema, init);
  return [encode(message), JSON.stringify(toJson(EverythingSchema, message, { registry, alwaysEmitImplicit: true }))];
}

describe("the JSON encoder", () => {
  it("writes what toJson writes, for 2000 arbitrary messages", () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const message = arbitraryMessage(EverythingSchema, createRandom(seed));
      const expected = JSON.stringify(
        toJson(EverythingSchema, message as Everything, { registry, alwaysEmitImplicit: true }),
      );
      assert.equal(encode(message), expected, `seed ${seed}`);
    }
  });

  const edges: Readonly<Record<string, MessageInitShape<typeof EverythingSchema>>> = {
    "an empty message": {},
    "numbers that JSON lacks": { doubleValue: Number.NaN, floatValue: Number.NEGATIVE_INFINITY },
    "minus zero": { doubleValue: -0, floatValue: -0 },
    "the ends of 64 bits": { int64Value: -(2n ** 63n), uint64Value: 2n ** 64n - 1n },
    "half a surrogate pair, quotes and control characters": { text: '\ud800"\\\n\u0000\u2028' },
    "keys that are no plain words": { counts: { ["__proto__"]: 1, constructor: 2, "": 3, '"': 4 } },
    "an enum value without a name": { color: 77 as Color, colors: [1, -1, 5 as Color] },
    "null as a choice": { choice: { case: "choiceNull", value: 0 } },
    "a wrapper in a oneof": { choice: { case: "choiceWrapped", value: { value: 0 } } },
    "absent and default in optional fields": { optionalText: "", optionalNumber: 0, optionalColor: 0 },
    "wrappers of default values": { wrappedText: "", wrappedNumber: 0n, wrappedBool: false },
    "times before the year 1000 and with nanoseconds": {
      times: [
        { seconds: -62135596800n, nanos: 0 },
        { seconds: 0n, nanos: 1 },
        { seconds: 1n, nanos: 120_000_000 },
        { seconds: 253402300799n, nanos: 999_000_000 },
      ],
    },
    "an Any of a message and of a well-known type": { any: anyPack(SubSchema, create(SubSchema, { name: "x" })) },
    "an Any of a time": { any: anyPack(TimestampSchema, create(TimestampSchema, { seconds: 5n })) },
    "an empty message as a field": { empty: create(EmptySchema) },
    "a struct": { struct: { a: [1, null, { b: "c" }], ["__proto__"]: true } },
  };
  for (const [what, init] of Object.entries(edges)) {
    it(`writes ${what} as toJson does`, () => {
      const [own, expected] = encodeBoth(init);
      assert.equal(own, expected);
    });
  }

  it("refuses what toJson refuses", () => {
    const broken: readonly unknown[] = [{ text: 5 }, { boolValue: "yes" }, { int64Value: 1.5 }, { bytesValue: "abc" }];
    for (const fields of broken) {
      const message = Object.assign(create(EverythingSchema), fields);
      assert.throws(() => encode(message), TypeError);
      assert.throws(() => toJson(EverythingSchema, message, { registry, alwaysEmitImplicit: true }));
    }
    assert.throws(() => encode(create(SubSchema)), /flotilla.test.v1.Everything is wanted/);
  });

  it("writes one field, or null when it is absent", () => {
    const encodeField = (field: DescField) => createJsonEncoder(EverythingSchema, form, field);
    const message = create(EverythingSchema, { texts: ["a", "b"] });
    assert.equal(encodeField(EverythingSchema.field.texts)(message), '["a","b"]');
    assert.equal(encodeField(EverythingSchema.field.sub)(message), "null");
  });
});
