import { type DescField, type DescOneof, getOption, hasOption, type JsonObject, toJson } from "@bufbuild/protobuf";
import { FieldRulesSchema, field as fieldOption, oneof as oneofOption } from "@flotilla/contract/buf/validate/validate";
import type { JsonSchema } from "./json-schema.ts";

/** Rules of `buf.validate` in JSON form: `{ string: { minLen: "1" }, required: true }`. */
export type Rules = JsonObject;

/** A field's own rules; empty when it has none. */
export function readRules(field: DescField): Rules {
  if (!hasOption(field, fieldOption)) return {};
  return toJson(FieldRulesSchema, getOption(field, fieldOption)) as Rules;
}

/** Must one member of the oneof be set? */
export function isOneofRequired(oneof: DescOneof): boolean {
  return hasOption(oneof, oneofOption) && getOption(oneof, oneofOption).required;
}

/**
 * Puts rules on a schema, as far as JSON Schema can say them; those in CEL are shown as `x-cel`. A rule that passes over
 * the zero value is one of two alternatives.
 */
export function applyRules(schema: JsonSchema, rules: Rules): JsonSchema {
  const keywords = toKeywords(rules);
  if (Object.keys(keywords).length === 0) return schema;
  const skipsZero = rules["ignore"] === "IGNORE_IF_ZERO_VALUE" && schema["type"] === "string";
  return skipsZero ? { ...schema, anyOf: [{ maxLength: 0 }, keywords] } : { ...schema, ...keywords };
}

/** Kinds whose rules speak of something that JSON Schema cannot see: bytes behind base64, times behind text. */
const unspeakable = new Set(["enum", "bytes", "any", "duration", "timestamp", "fieldMask"]);

function toKeywords(rules: Rules): JsonSchema {
  const keywords: JsonSchema = {};
  if (rules["ignore"] === "IGNORE_ALWAYS") return keywords;
  for (const [kind, value] of Object.entries(rules)) {
    if (kind === "cel") keywords["x-cel"] = value;
    else if (typeof value === "object" && !unspeakable.has(kind)) addKeywords(keywords, kind, value as JsonObject);
  }
  return keywords;
}

function addKeywords(keywords: JsonSchema, kind: string, rules: JsonObject): void {
  for (const [rule, value] of Object.entries(rules)) {
    const [name, translate = toNumber] = ruleTable[`${kind}.${rule}`] ?? ruleTable[rule] ?? [];
    if (name) keywords[name] = translate(value);
  }
}

type Translate = (value: unknown) => unknown;

const same: Translate = (value) => value;
const toNumber: Translate = (value) => (typeof value === "string" && value !== "" ? Number(value) : value);
const escapePattern = (text: unknown) => String(text).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const word = (text: string): readonly [string, Translate] => ["format", () => text];

/** Rule, of one kind or of any → keyword and how its value is written. */
const ruleTable: Readonly<Record<string, readonly [string, Translate?]>> = {
  const: ["const", same],
  in: ["enum", same],
  notIn: ["not", (values) => ({ enum: values })],
  lt: ["exclusiveMaximum"],
  lte: ["maximum"],
  gt: ["exclusiveMinimum"],
  gte: ["minimum"],
  example: ["examples", same],
  "string.minLen": ["minLength"],
  "string.maxLen": ["maxLength"],
  "string.pattern": ["pattern", same],
  "string.prefix": ["pattern", (text) => `^${escapePattern(text)}`],
  "string.suffix": ["pattern", (text) => `${escapePattern(text)}$`],
  "string.contains": ["pattern", escapePattern],
  "string.email": word("email"),
  "string.hostname": word("hostname"),
  "string.ipv4": word("ipv4"),
  "string.ipv6": word("ipv6"),
  "string.uri": word("uri"),
  "string.uriRef": word("uri-reference"),
  "string.uuid": word("uuid"),
  "repeated.minItems": ["minItems"],
  "repeated.maxItems": ["maxItems"],
  "repeated.unique": ["uniqueItems", same],
  "map.minPairs": ["minProperties"],
  "map.maxPairs": ["maxProperties"],
};
