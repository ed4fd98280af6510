import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Client, createClient } from "@connectrpc/connect";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { GetStudentCourses } from "@flotilla/contract/nis_test/nis_test";
import { matrix, startApp } from "@flotilla/testkit";
import { createTestCourses } from "./create-test-courses.ts";

const skip = { rest: "the old contract has no REST form" };
const algebra = {
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
  studentIds: ["s1", "s2"],
};

describe("nis_test.GetStudentCourses", () => {
  matrix(
    () => createTestCourses(),
    (_, transport) => {
      const old = createClient(GetStudentCourses, transport);
      const courses: Client<typeof CoursesService> = createClient(CoursesService, transport);

      it("answers the courses of a student by their names", async () => {
        await courses.createCourse({ course: algebra });
        await courses.createCourse({ course: { ...algebra, name: "Abaci", studentIds: ["s2"] } });
        const read = async (id: string) => (await old.getCourses({ id })).courses.map(({ name }) => name);
        assert.deepEqual(await read("s2"), ["Abaci", "Algebra"]);
        assert.deepEqual(await read("s1"), ["Algebra"]);
      });

      it("answers an empty list for what is no student", async () => {
        for (const id of ["", "nothing", "a\0b", "' OR 1=1", "x".repeat(10_000)]) {
          assert.deepEqual((await old.getCourses({ id })).courses, [], id.slice(0, 20));
        }
      });

      it("shows what was changed at once", async () => {
        const { data } = await courses.createCourse({ course: algebra });
        await old.getCourses({ id: "s1" });
        await courses.updateCourse({ id: data!.id, course: { teacher: "Artin" } });
        assert.equal((await old.getCourses({ id: "s1" })).courses[0]!.teacher, "Artin");
        await courses.deleteCourse({ id: data!.id });
        assert.deepEqual((await old.getCourses({ id: "s1" })).courses, []);
      });
    },
    { skip },
  );
});

/** A field of protobuf with bytes in it, as proto3's wire format has it. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  assert.ok(bytes.length < 128);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

it("speaks the old contract to the byte, whatever kind a course is of", async () => {
  await using started = await startApp(createTestCourses());
  const post = (path: string, type: string, body: string | Buffer) =>
    fetch(`${started.url}${path}`, {
      method: "POST",
      headers: { "content-type": type },
      body: Uint8Array.from(Buffer.from(body)),
    });
  const { studentIds, ...outline } = algebra;
  const elective = { credits: 3 };
  const body = JSON.stringify({ ...outline, student_ids: studentIds, elective });
  const created = (await (await post("/api/courses", "application/json", body)).json()) as { data: { id: string } };
  const answer = await post(
    "/nis_test.GetStudentCourses/GetCourses",
    "application/grpc-web+proto",
    frame(field(1, "s1")),
  );
  const outlineBytes = Object.values(outline).map((text, index) => field(index + 2, text));
  const course = Buffer.concat([field(1, created.data.id), ...outlineBytes, field(6, "s1"), field(6, "s2")]);
  const wanted = frame(field(1, course));
  const seen = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual(seen.subarray(0, wanted.length).toString("hex"), wanted.toString("hex"));
  assert.match(seen.subarray(wanted.length).toString(), /grpc-status: ?0/);
});

it("asks callers of the old contract for the scope that the new one wants", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "flotilla-courses-"));
  const file = join(folder.path, "keys");
  const toLine = (name: string, scope: string) =>
    `${name} ${createHash("sha256").update(name).digest("hex")} ${scope}\n`;
  writeFileSync(file, toLine("reader", "courses.read") + toLine("stranger", "ports.write"));
  await using started = await startApp(createTestCourses(), { env: { API_KEYS_FILE: file } });
  const ask = async (key: string) => {
    const headers = { "content-type": "application/json", "x-api-key": key };
    const url = `${started.url}/nis_test.GetStudentCourses/GetCourses`;
    return (await fetch(url, { method: "POST", headers, body: '{"id":"nobody"}' })).status;
  };
  assert.deepEqual([await ask("reader"), await ask("stranger"), await ask("unknown")], [200, 403, 401]);
});
