import { maxStudents } from "../../domain/course.ts";

const text = (minLength: number, maxLength: number) => ({ bsonType: "string", minLength, maxLength });
const count = (minimum: number, maximum: number) => ({ bsonType: "int", minimum, maximum });

/** Each kind has fields of its own; the contract has the same limits. */
const kinds = {
  class: { room: text(1, 40), hours_per_week: count(1, 60) },
  elective: { credits: count(1, 60), prerequisites: text(0, 200) },
  externship: { organisation: text(1, 100), supervisor: text(0, 100), weeks: count(1, 104) },
};

const names = Object.keys(kinds) as (keyof typeof kinds)[];

/**
 * What the server lets into the collection `courses`: courses of a kind with the fields of that kind alone, and courses of
 * none. Fields of older writers are all that must be there. https://www.mongodb.com/docs/manual/core/schema-validation/
 */
export const courseValidator = {
  $jsonSchema: {
    bsonType: "object",
    required: ["_id", "name", "description", "discipline", "teacher"],
    properties: {
      _id: { bsonType: "objectId" },
      name: text(3, 20),
      description: text(3, 200),
      discipline: text(3, 20),
      teacher: text(3, 20),
      student_ids: { bsonType: ["array", "null"], maxItems: maxStudents, items: { bsonType: "string" } },
      kind: { enum: names },
      ...Object.fromEntries(names.map((name) => [name, toObject(kinds[name])])),
      version: { bsonType: "string", pattern: "^[0-9a-f]{16}$" },
      links: { bsonType: "array", items: toObject({ id: {}, version: {}, is_present: { bsonType: "bool" } }) },
    },
    oneOf: [...names.map(toKind), { not: { anyOf: ["kind", ...names].map((name) => ({ required: [name] })) } }],
  },
};

function toObject(properties: Readonly<Record<string, object>>) {
  return { bsonType: "object", required: Object.keys(properties), properties, additionalProperties: false };
}

function toKind(kind: keyof typeof kinds) {
  const others = names.filter((name) => name !== kind);
  return {
    required: ["kind", kind],
    properties: { kind: { enum: [kind] } },
    not: { anyOf: others.map((name) => ({ required: [name] })) },
  };
}
