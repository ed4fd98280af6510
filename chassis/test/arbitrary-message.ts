import {
  create,
  type DescField,
  type DescMessage,
  type JsonObject,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import type { Random } from "./random.ts";

type Fields = Record<string, unknown>;

const texts = ["", "a", "ünïcode 🚢", '"quoted"\\', "line\nbreak\u0001", "__proto__", "\u2028", "\ud800", "1", "true"];
const longs = [0n, 1n, 7n, 2n ** 53n + 1n, 2n ** 63n - 1n];
const signedLongs = [...longs, -1n, -(2n ** 63n)];
const unsignedLongs = [...longs, 2n ** 63n, 2n ** 64n - 1n];
const struct: JsonObject = { text: "x", number: 1.5, list: [1, null, { deep: true }], "": {} };

/** Values of the well-known types that have no plain fields in JSON. */
const wellKnown: Readonly<Record<string, readonly Fields[]>> = {
  "google.protobuf.Timestamp": [
    { seconds: 0n, nanos: 0 },
    { seconds: 1_700_000_000n, nanos: 123_456_789 },
    { seconds: -1n, nanos: 5_000_000 },
    { seconds: -62_135_596_800n, nanos: 1 },
    { seconds: 253_402_300_799n, nanos: 999_999_999 },
  ],
  "google.protobuf.Duration": [
    { seconds: 0n, nanos: -5 },
    { seconds: 90n, nanos: 500_000_000 },
    { seconds: -315_576_000_000n, nanos: 0 },
  ],
  "google.protobuf.FieldMask": [{ paths: [] }, { paths: ["name", "home_address.street"] }],
  "google.protobuf.Value": [
    { kind: { case: "nullValue", value: 0 } },
    { kind: { case: "numberValue", value: -0.5 } },
    { kind: { case: "stringValue", value: "x" } },
    { kind: { case: "boolValue", value: true } },
  ],
  "google.protobuf.ListValue": [{ values: [] }, { values: [{ kind: { case: "boolValue", value: false } }] }],
  "google.protobuf.Any": [{}],
  "google.protobuf.Empty": [{}],
};

/** A message whose fields are set or not as `random` decides, to awkward values; the deeper, the emptier. */
export function arbitraryMessage(desc: DescMessage, random: Random, depth = 0): Message {
  const message = create(desc) as Message & Fields;
  for (const field of desc.fields) {
    if (random.below(3 + depth * 4) > 0) continue;
    const value = toValue(field, random, depth);
    if (field.oneof) message[field.oneof.localName] = { case: field.localName, value };
    else message[field.localName] = value;
  }
  return message;
}

function toValue(field: DescField, random: Random, depth: number): unknown {
  const items = Array.from({ length: random.below(4) }, () => toSingle(field, random, depth));
  if (field.fieldKind === "list") return items;
  if (field.fieldKind !== "map") return toSingle(field, random, depth);
  return Object.fromEntries(items.map((item) => [toKey(field.mapKey, random), item]));
}

function toKey(scalar: ScalarType, random: Random): string {
  if (scalar === ScalarType.STRING) return random.pick(texts);
  return scalar === ScalarType.BOOL ? random.pick(["true", "false"]) : String(random.below(99));
}

function toSingle(field: DescField, random: Random, depth: number): unknown {
  if (field.scalar !== undefined) {
    const value = toScalar(field.scalar, random);
    return "longAsString" in field && field.longAsString ? String(value) : value;
  }
  if (field.enum) return field.enum.typeName.endsWith("NullValue") ? 0 : random.pick([0, 1, -1, 9]);
  const desc = field.message!;
  if (isWrapperDesc(desc)) {
    const value = toScalar(desc.fields[0]!.scalar!, random);
    return field.fieldKind === "message" && !field.oneof ? value : create(desc, { value } as never);
  }
  if (desc.typeName === "google.protobuf.Struct") return struct;
  const known = wellKnown[desc.typeName];
  return known ? create(desc, random.pick(known) as never) : arbitraryMessage(desc, random, depth + 1);
}

function toScalar(scalar: ScalarType, random: Random): unknown {
  switch (scalar) {
    case ScalarType.STRING:
      return random.pick(texts);
    case ScalarType.BOOL:
      return random.pick([true, false]);
    case ScalarType.BYTES:
      return Uint8Array.from({ length: random.below(5) }, () => random.below(256));
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return random.pick([0, -0, 1.5, -2.25, 1e21, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return random.pick([0, 1, 4_294_967_295]);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return random.pick([0, 1, -1, 2_147_483_647, -2_147_483_648]);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return random.pick(unsignedLongs);
    default:
      return random.pick(signedLongs);
  }
}
