import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { Binary, Double, Int32, ObjectId } from "mongodb";
import { toCourse } from "../../../test/course-store.suite.ts";
import type { Kind } from "../../domain/kind.ts";
import { toFields } from "./course-document.ts";
import { courseValidator } from "./course-validator.ts";

/** The names of BSON's types, by which the driver writes values. */
const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  objectId: (value) => value instanceof ObjectId,
  string: (value) => typeof value === "string",
  int: (value) => value instanceof Int32 || (Number.isInteger(value) && !(value instanceof Double)),
  bool: (value) => typeof value === "boolean",
  null: (value) => value === null,
  array: Array.isArray,
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

const ajv = new Ajv({ strict: false }).addKeyword({
  keyword: "bsonType",
  validate: (wanted: string | readonly string[], value: unknown) => [wanted].flat().some((type) => types[type]!(value)),
});
const validate = ajv.compile(courseValidator.$jsonSchema);

const _id = new ObjectId();
const old = { _id, name: "Algebra", description: "Rings", discipline: "Mathematics", teacher: "Noether" };
const kinds: readonly Kind[] = [
  { type: "class", room: "12", hoursPerWeek: 4 },
  { type: "elective", credits: 60, prerequisites: "" },
  { type: "externship", organisation: "Observatory", supervisor: "", weeks: 104 },
];
const [room, elective] = [
  { room: "12", hours_per_week: 4 },
  { credits: 3, prerequisites: "" },
];

describe("courseValidator", () => {
  it("lets in what the store writes, of each kind and of none", () => {
    for (const kind of [undefined, ...kinds]) {
      const document = { _id, ...toFields(toCourse(1, { kind, studentIds: ["s1"] })), outbox: [new Binary()] };
      assert.ok(validate(document), JSON.stringify(validate.errors));
    }
  });

  it("lets in what older writers write", () => {
    for (const student_ids of [undefined, null, [], ["s1", "s1"]])
      assert.ok(validate(toStored({ ...old, student_ids })));
  });

  const bad: Readonly<Record<string, object>> = {
    "a name that is too short": { ...old, name: "Al" },
    "a teacher that is no text": { ...old, teacher: { $gt: "" } },
    "a course without a discipline": { ...old, discipline: undefined },
    "an id that is no ObjectId": { ...old, _id: "65f000000000000000000001" },
    "sixty-one students": { ...old, student_ids: Array(61).fill("s") },
    "a student that is no text": { ...old, student_ids: [1] },
    "a kind that there is not": { ...old, kind: "seminar" },
    "a kind without its fields": { ...old, kind: "class" },
    "the fields of a kind that is not said": { ...old, class: room },
    "the fields of another kind": { ...old, kind: "class", elective },
    "the fields of two kinds": { ...old, kind: "class", class: room, elective },
    "a class without a room": { ...old, kind: "class", class: { hours_per_week: 4 } },
    "a class of no hours": { ...old, kind: "class", class: { ...room, hours_per_week: 0 } },
    "hours that are no whole number": { ...old, kind: "class", class: { ...room, hours_per_week: 1.5 } },
    "a field that no class has": { ...old, kind: "class", class: { ...room, credits: 1 } },
    "a version that is none": { ...old, version: "1" },
    "a link without a version": { ...old, links: [{ id: "s1", is_present: true }] },
  };
  for (const [what, document] of Object.entries(bad)) {
    it(`keeps out ${what}`, () => assert.equal(validate(toStored(document)), false));
  }
});

/** Drops fields that are undefined, as the driver does. */
function toStored(document: object): unknown {
  const text = JSON.stringify(document);
  return JSON.parse(text, (key, value) => (key === "_id" && value === _id.toHexString() ? _id : value));
}
