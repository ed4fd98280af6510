import assert from "node:assert/strict";
import { it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { CourseChangesSchema } from "@flotilla/contract/flotilla/campus/v1/courses_record";
import { applyUpdateMask } from "./update-mask.ts";

const changes = create(CourseChangesSchema, {
  name: "Rings",
  studentIds: ["s1", ""],
  kind: { case: "elective", value: { credits: 3 } },
});
const kind = { type: "elective", credits: 3, prerequisites: "" };
const bad = { code: "invalid_argument", reason: "BAD_COURSE_UPDATE" };

it("takes what is set without a mask", () => {
  assert.deepEqual(applyUpdateMask(changes), { name: "Rings", kind, studentIds: ["s1"] });
  assert.deepEqual(applyUpdateMask(create(CourseChangesSchema)), {});
});

it("takes what the mask names, an empty list of students and no kind too", () => {
  assert.deepEqual(applyUpdateMask(changes, ["name"]), { name: "Rings" });
  for (const path of ["kind", "elective"]) assert.deepEqual(applyUpdateMask(changes, [path]), { kind });
  assert.deepEqual(applyUpdateMask(create(CourseChangesSchema), ["student_ids"]), { studentIds: [] });
  assert.deepEqual(applyUpdateMask(create(CourseChangesSchema), ["kind"]), { kind: undefined });
});

it("refuses a name without a value, and whatever is no field", () => {
  for (const path of ["teacher", "*", "id", "class", "elective.credits", "studentIds", "", "__proto__"]) {
    assert.throws(() => applyUpdateMask(changes, [path]), bad, path);
  }
  assert.throws(() => applyUpdateMask(changes, ["name", "*"]), bad);
});
