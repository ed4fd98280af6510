import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  GetStudentRequestSchema,
  ListStudentsRequestSchema,
  UpdateStudentRequestSchema,
} from "@flotilla/contract/flotilla/campus/v1/students";
import { DiffIdsSchema } from "@flotilla/contract/nis_test/nis_test";
import { createNamer, parseCacheName, toNames, toShape } from "./cache-name.ts";

const byId = parseCacheName("students.{id}");

describe("a name of a cache", () => {
  it("is made of words and fields between dots, and of nothing else", () => {
    assert.equal(toShape(parseCacheName("students.by_course.{course_ids}")), "students.by_course.{}");
    for (const bad of [
      "",
      "students.",
      ".{id}",
      "students.{}",
      "student-{id}",
      "Students.all",
      "students.{Id}",
      "a b",
    ]) {
      assert.throws(() => parseCacheName(bad), /must be like students\.\{id\}/, bad);
    }
  });

  it("names the entry of a request", () => {
    const toName = createNamer(byId, GetStudentRequestSchema);
    const id = "0195e2a4-8a6b-7c3d-9e1f-2a3b4c5d6e7f";
    assert.equal(toName(create(GetStudentRequestSchema, { id })), `students.${id}`);
  });

  it("names no entry for a request that sets anything else", () => {
    const toName = createNamer(parseCacheName("students.all"), ListStudentsRequestSchema);
    assert.equal(toName(create(ListStudentsRequestSchema)), "students.all");
    for (const request of [{ pageSize: 5 }, { pageToken: "x" }, { q: "ann" }]) {
      assert.equal(toName(create(ListStudentsRequestSchema, request)), undefined);
    }
    const changes = createNamer(byId, UpdateStudentRequestSchema);
    assert.equal(changes(create(UpdateStudentRequestSchema, { id: "1", updateMask: { paths: [] } })), undefined);
  });

  it("is never the same for two different values, nor for a value and a word", () => {
    const toName = createNamer(byId, GetStudentRequestSchema);
    const values = ["all", "by_course.7", "7", "~Nw", "", "a@b", "ä", "a b", "by_course", "by_course.~Nw"];
    const names = values.map((id) => toName(create(GetStudentRequestSchema, { id })) ?? "");
    assert.equal(new Set([...names, "students.all"]).size, values.length + 1);
    for (const name of names) assert.match(name, /^students\.[\w~-]+$/);
  });

  it("is none for ids in capitals: what a handler says of them may not hold for those in small letters", () => {
    const toName = createNamer(byId, GetStudentRequestSchema);
    const name = (id: string) => toName(create(GetStudentRequestSchema, { id }));
    assert.equal(name("0195E2A4-8A6B-7C3D-9E1F-2A3B4C5D6E7F"), undefined);
    assert.equal(name("aaaaaaaaaaaaaaaaaaaaaaaA"), undefined);
    assert.notEqual(name("Ab1"), name("ab1"));
  });

  it("means the same entry by an id that a change has in capitals", () => {
    const id = "0195E2A4-8A6B-7C3D-9E1F-2A3B4C5D6E7F";
    assert.deepEqual(toNames(byId, GetStudentRequestSchema, { id }), [`students.${id.toLowerCase()}`]);
  });

  it("takes only fields that have one value", () => {
    const several = parseCacheName("students.by_course.{old_ids}");
    assert.throws(() => createNamer(several, DiffIdsSchema), /DiffIds has no single field old_ids/);
    assert.throws(() => createNamer(parseCacheName("a.{nope}"), DiffIdsSchema), /no single field nope/);
  });

  it("means as many entries as its fields have values: touched ones, or else the request's", () => {
    const request = create(DiffIdsSchema, { id: "7", oldIds: ["1", "2"] }) as unknown as Record<string, unknown>;
    const names = (text: string, touched?: Record<string, string[]>) =>
      toNames(parseCacheName(text), DiffIdsSchema, request, touched);
    assert.deepEqual(names("students.all"), ["students.all"]);
    assert.deepEqual(names("students.{id}"), ["students.7"]);
    assert.deepEqual(names("students.{id}", { id: ["8", "9"] }), ["students.8", "students.9"]);
    assert.deepEqual(names("a.{old_ids}.b.{id}"), ["a.1.b.7", "a.2.b.7"]);
    assert.deepEqual(names("a.{new_ids}"), []);
    assert.deepEqual(names("a.{unknown}"), []);
  });
});
