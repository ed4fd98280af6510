import type { DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { hasOwnForm } from "./compile-json.ts";

/**
 * The same JSON without the members that the messages have no fields for, however deep. The unknown names of enum values
 * stay, where `ignoreUnknownFields` of `fromJson` would take them for unset.
 */
export function dropUnknown(desc: DescMessage, json: JsonValue): JsonValue {
  if (hasOwnForm(desc) || !isObject(json)) return json;
  const fields = new Map(
    desc.fields.flatMap((field) => [field.name, field.jsonName].map((name) => [name, field] as const)),
  );
  const known = Object.entries(json).flatMap(([key, value]) => {
    const field = fields.get(key);
    return field ? [[key, dropInside(field, value)] as const] : [];
  });
  return Object.fromEntries(known);
}

function dropInside(field: DescField, json: JsonValue): JsonValue {
  const { message } = field;
  if (!message) return json;
  if (Array.isArray(json)) return json.map((item) => dropUnknown(message, item));
  if (field.fieldKind !== "map" || !isObject(json)) return dropUnknown(message, json);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, dropUnknown(message, value)]));
}

function isObject(json: JsonValue): json is Readonly<Record<string, JsonValue>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
