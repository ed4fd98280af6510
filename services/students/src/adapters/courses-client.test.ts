import assert from "node:assert/strict";
import { it } from "node:test";
import { Fault } from "@flotilla/chassis";
import { startApp } from "@flotilla/testkit";
import { FakeCourses } from "../../test/fake-courses.ts";
import { CoursesClient } from "./courses-client.ts";

it("lists the courses of a student as they come", async () => {
  const fake = new FakeCourses();
  await using started = await startApp(fake.module);
  const [course] = await new CoursesClient(started.memory).listOfStudent("s1");
  assert.deepEqual([course!.name, course!.studentIds, course!.kind.case], ["Algebra", ["s1"], "elective"]);
  assert.deepEqual(fake.asked, [["s1", undefined]]);
});

it("blames courses for time that ran out, and hands other Faults on", async () => {
  const fake = new FakeCourses();
  await using started = await startApp(fake.module);
  const courses = new CoursesClient(started.memory);
  fake.fault = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "Too late." });
  await assert.rejects(courses.listOfStudent("s1"), { code: "unavailable", reason: "COURSES_UNAVAILABLE" });
  fake.fault = new Fault({ code: "permission_denied", reason: "MISSING_SCOPE", message: "No." });
  await assert.rejects(courses.listOfStudent("s2"), { code: "permission_denied", reason: "MISSING_SCOPE" });
});
