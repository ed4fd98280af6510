import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Client, createClient } from "@connectrpc/connect";
import { Fault } from "@flotilla/chassis";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { assertFault, matrix, readFault } from "@flotilla/testkit";
import { createTestStudents } from "./create-test-students.ts";
import { FakeCourses } from "./fake-courses.ts";

type Students = Client<typeof StudentsService>;

const ada = { name: "Augusta", firstName: "Ada", lastName: "Lovelace", courseIds: ["c1", "c2"] };
const nobody = "00000000-0000-7000-8000-000000000000";
const notFound = { code: "not_found", reason: "STUDENT_NOT_FOUND" } as const;
const changed = { code: "failed_precondition", reason: "STUDENT_CHANGED" } as const;

/** Options of a call that hear the etag of its answer. */
function hearEtag() {
  const heard = {
    etag: "",
    onHeader: (headers: Headers) => {
      heard.etag = headers.get("etag") ?? "";
    },
  };
  return heard;
}

/** The new student's id, and its etag. */
async function create(students: Students, fields: Partial<typeof ada> = {}) {
  const heard = hearEtag();
  const { data } = await students.createStudent({ student: { ...ada, ...fields } }, heard);
  return { id: data!.id, etag: heard.etag };
}

async function readEtag(students: Students, id: string): Promise<string> {
  const heard = hearEtag();
  await students.getStudent({ id }, heard);
  return heard.etag;
}

describe("StudentsService", () => {
  let courses = new FakeCourses();
  matrix(
    () => {
      courses = new FakeCourses();
      return createTestStudents({ courses });
    },
    (name, transport) => {
      const students = createClient(StudentsService, transport);
      lifeTests(students);
      conditionTests(students);
      refusalTests(students);
      listTests(students, name === "rest");
      courseTests(students, () => courses);
    },
  );
});

function lifeTests(students: Students): void {
  it("is alive", async () => assert.equal((await students.getStudentsHealth({})).message, "students alive"));

  it("creates, reads, replaces, changes and deletes a student", async () => {
    const { id } = await create(students);
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const read = async () => {
      const { $typeName, ...fields } = (await students.getStudent({ id })).data!;
      return fields;
    };
    assert.deepEqual(await read(), { id, ...ada });
    const king = { name: "Augusta", firstName: "Ada", lastName: "King", courseIds: ["c2", "c3"] };
    assert.equal((await students.replaceStudent({ id, student: { id: nobody, ...king } })).data, "OK");
    assert.deepEqual(await read(), { id, ...king });
    const student = { name: "Ignored", lastName: "Byron" };
    assert.equal((await students.updateStudent({ id, student, updateMask: { paths: ["last_name"] } })).data, "OK");
    assert.deepEqual(await read(), { id, ...king, lastName: "Byron" });
    assert.equal((await students.deleteStudent({ id })).data, "OK");
    await assertFault(students.getStudent({ id }), notFound);
    await assertFault(students.deleteStudent({ id }), notFound);
  });

  it("changes what is set without a mask, all for a star, and the list alone where the mask says so", async () => {
    const { id } = await create(students);
    await students.updateStudent({ id, student: { firstName: "Eve" } });
    assert.deepEqual((await students.getStudent({ id })).data!.courseIds, ["c1", "c2"]);
    await students.updateStudent({ id, student: {}, updateMask: { paths: ["course_ids"] } });
    const { firstName, courseIds } = (await students.getStudent({ id })).data!;
    assert.deepEqual([firstName, courseIds], ["Eve", []]);
    const { name, lastName } = ada;
    await students.updateStudent({ id, student: { name, firstName: "Zoe", lastName }, updateMask: { paths: ["*"] } });
    assert.equal((await students.getStudent({ id })).data!.firstName, "Zoe");
  });

  it("counts courses that are named twice once, and those without a name not at all", async () => {
    const { id } = await create(students, { courseIds: ["c1", "", "c1", "c2"] });
    assert.deepEqual((await students.getStudent({ id })).data!.courseIds, ["c1", "c2"]);
  });
}

function conditionTests(students: Students): void {
  it("tells an etag with every answer about one student, another after each change", async () => {
    const { id, etag } = await create(students);
    assert.match(etag, /^"[0-9a-f]{16}"$/);
    assert.equal(await readEtag(students, id), etag);
    const heard = hearEtag();
    await students.updateStudent({ id, student: { name: "Other" } }, heard);
    assert.ok(heard.etag > etag, `${heard.etag} > ${etag}`);
    assert.equal(await readEtag(students, id), heard.etag);
  });

  it("writes only what is still as the caller knows it", async () => {
    const { id, etag } = await create(students);
    const withTag = (tag: string) => ({ headers: { "if-match": tag } });
    const student = { ...ada, lastName: "King" };
    await students.replaceStudent({ id, student }, withTag(`"other", ${etag}`));
    await assertFault(students.replaceStudent({ id, student }, withTag(etag)), changed);
    await assertFault(students.updateStudent({ id, student }, withTag(etag)), changed);
    await assertFault(students.deleteStudent({ id }, withTag(etag)), changed);
    const now = await readEtag(students, id);
    for (const tag of [`W/${now}`, "nonsense", '"*"', ""]) {
      await assertFault(students.deleteStudent({ id }, withTag(tag || '""')), changed);
    }
    await students.updateStudent({ id, student: { lastName: "Byron" } }, withTag("*"));
    await students.deleteStudent({ id }, withTag(await readEtag(students, id)));
    await assertFault(students.deleteStudent({ id }, withTag("*")), notFound);
  });

  it("never loses one of two that replace the same student silently", async () => {
    const { id, etag } = await create(students);
    const replace = (name: string) =>
      students.replaceStudent({ id, student: { ...ada, name } }, { headers: { "if-match": etag } }).then(() => name);
    const raced = await Promise.allSettled(["Eve", "Zoe", "Kim", "Ann"].map(replace));
    const winners = raced.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    assert.equal(winners.length, 1);
    assert.equal((await students.getStudent({ id })).data!.name, winners[0]);
  });
}

function refusalTests(students: Students): void {
  it("refuses a student whose three names another one has", async () => {
    const { id } = await create(students, { lastName: "King" });
    await create(students);
    const exists = { code: "already_exists", reason: "STUDENT_EXISTS" } as const;
    await assertFault(create(students), exists);
    await assertFault(students.replaceStudent({ id, student: ada }), exists);
    await assertFault(students.updateStudent({ id, student: { lastName: "Lovelace" } }), exists);
    await students.updateStudent({ id, student: { lastName: "King" } });
  });

  it("names every field that breaks a rule, all together", async () => {
    const student = { name: "Al", firstName: "", lastName: "x".repeat(21), courseIds: Array(16).fill("c") };
    const thrown: unknown = await students.createStudent({ student }).catch((error) => error);
    const { code, reason, violations } = readFault(thrown);
    assert.deepEqual([code, reason], ["invalid_argument", "VALIDATION_FAILED"]);
    const fields = ["student.name", "student.first_name", "student.last_name", "student.course_ids"];
    assert.deepEqual(
      violations.map(({ field }) => field),
      fields,
    );
  });

  it("refuses an update of what cannot be updated", async () => {
    const { id } = await create(students);
    const update = (student: { name?: string }, ...paths: string[]) =>
      students.updateStudent({ id, student, updateMask: { paths } });
    const bad = { code: "invalid_argument", reason: "BAD_STUDENT_UPDATE" } as const;
    await assertFault(update({ name: "Eve" }, "id"), bad);
    await assertFault(update({ name: "Eve" }, "constructor"), bad);
    await assertFault(update({}, "name"), bad);
    await assertFault(update({ name: "Eve" }, "*"), bad);
    await assertFault(update({ name: "E" }, "name"), { reason: "VALIDATION_FAILED" });
    assert.equal((await students.getStudent({ id })).data!.name, ada.name);
  });

  it("refuses what is no student", async () => {
    await assertFault(students.getStudent({ id: nobody }), notFound);
    await assertFault(students.replaceStudent({ id: nobody, student: ada }), notFound);
    await assertFault(students.updateStudent({ id: nobody, student: {} }), notFound);
    await assertFault(students.getStudent({ id: "abc" }), { code: "invalid_argument", reason: "VALIDATION_FAILED" });
  });
}

function listTests(students: Students, isRest: boolean): void {
  it("lists page by page, by words in the names", async () => {
    assert.deepEqual((await students.listStudents({})).data, []);
    for (const name of ["Zoë", "Eve", "Ann"]) await create(students, { name });
    const first = await students.listStudents({ pageSize: 2 });
    const second = await students.listStudents({ pageSize: 2, pageToken: first.nextPageToken });
    const names = [...first.data, ...second.data].map(({ name }) => name);
    assert.deepEqual([names, second.nextPageToken], [["Zoë", "Eve", "Ann"], ""]);
    const found = await students.listStudents({ q: "love ZOE" });
    assert.deepEqual(
      found.data.map(({ name }) => name),
      ["Zoë"],
    );
    const bad = { code: "invalid_argument", reason: "BAD_STUDENT_PAGE_TOKEN" } as const;
    await assertFault(students.listStudents({ pageToken: "x" }), bad);
    await assertFault(students.listStudents({ q: "zoe", pageToken: first.nextPageToken }), bad);
  });

  it("shows every change in the next listing and the next reading", async () => {
    const { id } = await create(students);
    await students.listStudents({});
    await students.getStudent({ id });
    await students.updateStudent({ id, student: { name: "Changed" } });
    assert.equal((await students.listStudents({})).data[0]!.name, "Changed");
    assert.equal((await students.getStudent({ id })).data!.name, "Changed");
  });

  it("lists the students of a course by their names, none for what is no course", {
    skip: isRest && "services ask it, not people",
  }, async () => {
    const read = async (courseId: string) =>
      (await students.listStudentsOfCourse({ courseId })).students.map(({ name }) => name);
    assert.deepEqual(await read("c1"), []);
    for (const name of ["Zoë", "Eve"]) await create(students, { name });
    assert.deepEqual(await read("c1"), ["Eve", "Zoë"]);
    assert.deepEqual(await read("no course"), []);
  });
}

function courseTests(students: Students, courses: () => FakeCourses): void {
  it("lists the courses of a student as courses knows them", async () => {
    const { id } = await create(students);
    const { data } = await students.listStudentCourses({ id });
    assert.deepEqual([data[0]!.name, data[0]!.kind.case], ["Algebra", "elective"]);
    assert.deepEqual(courses().asked, [[id, undefined]]);
    await assertFault(students.listStudentCourses({ id: nobody }), notFound);
  });

  it("says so when courses is away", async () => {
    const { id } = await create(students);
    courses().fault = new Fault({ code: "unavailable", reason: "DRAINING", message: "courses has gone" });
    const away = { code: "unavailable", reason: "COURSES_UNAVAILABLE" } as const;
    await assertFault(students.listStudentCourses({ id }), away);
  });
}
