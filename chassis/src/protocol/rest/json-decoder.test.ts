import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DescMessage, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { EverythingSchema, TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { arbitraryMessage } from "../../../test/arbitrary-message.ts";
import { awkwardMessages } from "../../../test/awkward-messages.ts";
import { everyMessage } from "../../../test/every-message.ts";
import { outcome } from "../../../test/outcome.ts";
import { createRandom, type Random } from "../../../test/random.ts";
import { plainJson } from "../../policy.ts";
import { createTypeRegistry } from "../type-registry.ts";
import { compileJsonReader } from "./compile-json-reader.ts";
import { createJsonDecoder } from "./json-decoder.ts";
import type { JsonForm } from "./json-form.ts";

/** Messages per type; `node json-decoder.test.ts 5000` looks for longer. */
const seeds = Number(process.argv[2] ?? 8);

const registry = createTypeRegistry([TranscodingService]);
const form: JsonForm = { registry, ...plainJson };
const everyType = [...(await everyMessage()), ...awkwardMessages()];

function assertAsFromJson(desc: DescMessage, json: JsonValue, what: string): void {
  const decode = createJsonDecoder(desc, form);
  const expected = outcome(() => fromJson(desc, json, { registry }));
  assert.deepEqual(
    outcome(() => decode(json)),
    expected,
    `${what}: ${JSON.stringify(json)}`,
  );
}

function arbitraryJson(desc: DescMessage, random: Random, alwaysEmitImplicit: boolean): JsonValue {
  try {
    return toJson(desc, arbitraryMessage(desc, random), { registry, alwaysEmitImplicit });
  } catch {
    return {};
  }
}

// What may stand in the place of any value.
const strangers: readonly JsonValue[] = [
  null,
  true,
  "",
  "x",
  "\ud800",
  "007",
  "-0",
  "1e3",
  "9223372036854775808",
  "NaN",
  "2026-01-31T12:00:00Z",
  0,
  -0,
  1.5,
  -1,
  2 ** 31,
  2 ** 32,
  1e300,
  [],
  [null],
  {},
  JSON.parse('{"__proto__": 1}') as JsonValue,
];

/** The same JSON with one value replaced, or one key more. */
function mutate(json: JsonValue, random: Random): JsonValue {
  if (typeof json !== "object" || json === null || random.below(6) === 0) return random.pick(strangers);
  if (Array.isArray(json)) {
    const at = random.below(json.length + 1);
    return [...json.slice(0, at), mutate(json[at] ?? null, random), ...json.slice(at + 1)];
  }
  const keys = Object.keys(json);
  const key = random.below(8) === 0 || keys.length === 0 ? "another" : random.pick(keys);
  return { ...json, [key]: mutate(json[key] ?? null, random) };
}

describe("the JSON decoder", () => {
  it("reads what fromJson reads, and refuses what it refuses, from whole and mutated messages of every type", () => {
    for (const desc of everyType) {
      for (let seed = 1; seed <= seeds; seed++) {
        const random = createRandom(seed);
        const json = arbitraryJson(desc, random, seed % 2 === 0);
        const what = `${desc.typeName}, seed ${seed}`;
        assertAsFromJson(desc, json, what);
        assertAsFromJson(desc, mutate(json, random), what);
        assertAsFromJson(desc, mutate(mutate(json, random), random), what);
      }
    }
  });

  it("treats every stranger in every field as fromJson does", () => {
    for (const field of EverythingSchema.fields) {
      for (const value of strangers) {
        assertAsFromJson(EverythingSchema, { [field.jsonName]: value }, field.name);
        assertAsFromJson(EverythingSchema, { [field.jsonName]: [value] }, field.name);
        assertAsFromJson(EverythingSchema, { [field.jsonName]: { a: value } }, field.name);
      }
    }
  });

  const edges: Readonly<Record<string, JsonValue>> = {
    "proto names": { int64_value: "5", optional_text: "x" },
    "a field under both of its names": { int64Value: "5", int64_value: "6" },
    "a oneof set twice": { choiceText: "a", choiceNumber: 1 },
    "keys of maps that are no plain words": JSON.parse('{"counts": {"__proto__": 1, "constructor": 2, "": 3}}'),
    "unknown keys": { another: 1 },
    "an extension": { "[a.b]": 1 },
    "a list": [],
    null: null,
  };
  for (const [what, json] of Object.entries(edges)) {
    it(`takes ${what} as fromJson does`, () => assertAsFromJson(EverythingSchema, json, what));
  }

  it("knows by itself what encoders write", () => {
    const read = compileJsonReader(EverythingSchema, form);
    const json: JsonValue = {
      text: "grüße",
      boolValue: true,
      int32Value: -5,
      uint32Value: 5,
      int64Value: "-123456789012345678",
      doubleValue: 1.5,
      texts: ["a", "b"],
      counts: { a: 1, constructor: 2 },
      sub: { name: "x" },
      optionalText: "",
    };
    assert.deepEqual(read(json), fromJson(EverythingSchema, json));
  });
});
