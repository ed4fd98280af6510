import assert from "node:assert/strict";
import { it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { StudentChangesSchema } from "@flotilla/contract/flotilla/campus/v1/students_record";
import { applyUpdateMask } from "./update-mask.ts";

const changes = create(StudentChangesSchema, { name: "Eve", courseIds: ["c1", ""] });
const bad = { code: "invalid_argument", reason: "BAD_STUDENT_UPDATE" };

it("takes what is set without a mask", () => {
  assert.deepEqual(applyUpdateMask(changes), { name: "Eve", courseIds: ["c1"] });
  assert.deepEqual(applyUpdateMask(create(StudentChangesSchema)), {});
});

it("takes what the mask names, an empty list of courses too", () => {
  assert.deepEqual(applyUpdateMask(changes, ["name"]), { name: "Eve" });
  assert.deepEqual(applyUpdateMask(create(StudentChangesSchema), ["course_ids"]), { courseIds: [] });
});

it("refuses a name without a value, and whatever is no field", () => {
  for (const path of ["first_name", "*", "id", "courseIds", "", "__proto__"]) {
    assert.throws(() => applyUpdateMask(changes, [path]), bad, path);
  }
  assert.throws(() => applyUpdateMask(changes, ["name", "*"]), bad);
});
