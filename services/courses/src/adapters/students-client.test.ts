import assert from "node:assert/strict";
import { it } from "node:test";
import { Fault } from "@flotilla/chassis";
import { startApp } from "@flotilla/testkit";
import { FakeStudents } from "../../test/fake-students.ts";
import { StudentsClient } from "./students-client.ts";

it("lists the students of a course as they come", async () => {
  const fake = new FakeStudents();
  await using started = await startApp(fake.module);
  const [student] = await new StudentsClient(started.memory).listOfCourse("c1");
  assert.deepEqual([student!.name, student!.lastName, student!.courseIds.length], ["Augusta", "Lovelace", 1]);
  assert.deepEqual(fake.asked, [["c1", undefined]]);
});

it("blames students for time that ran out, and hands other Faults on", async () => {
  const fake = new FakeStudents();
  await using started = await startApp(fake.module);
  const students = new StudentsClient(started.memory);
  fake.fault = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "Too late." });
  await assert.rejects(students.listOfCourse("c1"), { code: "unavailable", reason: "STUDENTS_UNAVAILABLE" });
  fake.fault = new Fault({ code: "permission_denied", reason: "MISSING_SCOPE", message: "No." });
  await assert.rejects(students.listOfCourse("c2"), { code: "permission_denied", reason: "MISSING_SCOPE" });
});
