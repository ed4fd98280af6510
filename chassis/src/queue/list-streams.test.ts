import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { listStreams } from "./list-streams.ts";

describe("listStreams", () => {
  it("reads the streams of several contracts, each once, with JetStream's duplicate window", () => {
    const streams = listStreams([StudentsService, CoursesService, HelloService, StudentsService]);
    assert.deepEqual(
      streams.map(({ name, subjects, duplicateWindowMs }) => [name, ...subjects, duplicateWindowMs]),
      [
        ["StudentToModify", "student.to_modify", 120_000],
        ["StudentDataModified", "student.modified", 120_000],
        ["CourseToModify", "course.to_modify", 120_000],
        ["CourseModified", "course.modified", 120_000],
      ],
    );
    assert.ok(streams.every(({ description }) => description.length > 0));
  });
});
