import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "@flotilla/chassis";
import { startApp } from "@flotilla/testkit";
import { createTestCourses } from "./create-test-courses.ts";
import { FakeStudents } from "./fake-students.ts";

const algebra = {
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
  student_ids: ["s1", "s2"],
};
const nothing = `/${"0".repeat(24)}`;

interface Sent {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Courses on a free port, asked as curl does it: a text is sent as it is, anything else as JSON. */
async function startCourses(env: Record<string, string> = {}) {
  const students = new FakeStudents();
  const started = await startApp(createTestCourses({ students }), { env });
  const send = async (method: string, path = "", { body, headers = {} }: Sent = {}) => {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const init = { method, headers: { "content-type": "application/json", ...headers }, redirect: "manual" } as const;
    const url = `${started.url}/api/courses${path}`;
    const answer = await fetch(url, text === undefined ? init : { ...init, body: text });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  };
  const create = async (fields: object = {}) => {
    const { body } = await send("POST", "", { body: { ...algebra, ...fields } });
    return (JSON.parse(body) as { data: { id: string } }).data.id;
  };
  return { send, create, students, url: started.url, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

type Courses = Awaited<ReturnType<typeof startCourses>>;

describe("courses over REST", () => {
  it("answers in the envelope and with the names of the older service", async () => {
    await using courses = await startCourses();
    const created = await courses.send("POST", "", { body: { ...algebra, id: "ignored", extra: [1] } });
    const { data } = JSON.parse(created.body) as { data: { id: string } };
    assert.deepEqual([created.status, created.body], [201, `{"data":{"id":"${data.id}"}}`]);
    assert.equal(created.headers.get("location"), `/api/courses/${data.id}`);
    const read = await courses.send("GET", `/${data.id}`);
    assert.deepEqual([read.status, read.body], [200, JSON.stringify({ data: { id: data.id, ...algebra } })]);
    assert.match(read.headers.get("content-type") ?? "", /^application\/json\b/);
    const listed = await courses.send("GET");
    assert.equal(listed.body, JSON.stringify({ data: [{ id: data.id, ...algebra }], next_page_token: "" }));
    const replaced = await courses.send("PUT", `/${data.id}`, { body: { ...algebra, student_ids: [] } });
    assert.deepEqual([replaced.status, replaced.body], [200, '{"data":"OK"}']);
    const { student_ids: _, ...names } = algebra;
    const bare = await courses.send("GET", `/${data.id}`);
    assert.equal(bare.body, JSON.stringify({ data: { id: data.id, ...names } }));
    const removed = await courses.send("DELETE", `/${data.id}`);
    assert.deepEqual([removed.status, removed.body], [200, '{"data":"OK"}']);
    assert.equal((await courses.send("GET")).body, '{"data":[],"next_page_token":""}');
    assert.equal((await courses.send("GET", "/health")).body, '{"message":"courses alive"}');
  });

  it("changes the fields of a mask, and pages by what it said", async () => {
    await using courses = await startCourses();
    const id = await courses.create();
    const body = { name: "Ignored", teacher: "Artin" };
    assert.equal((await courses.send("PATCH", `/${id}?update_mask=teacher`, { body })).status, 200);
    assert.match((await courses.send("GET", `/${id}`)).body, /"name":"Algebra".*"teacher":"Artin"/);
    await courses.create();
    const first = JSON.parse((await courses.send("GET", "?page_size=1&q=algebra")).body) as Record<string, string>;
    const token = encodeURIComponent(first["next_page_token"]!);
    assert.match((await courses.send("GET", `?page_size=1&q=algebra&page_token=${token}`)).body, /Noether.*":""}$/);
  });

  it("answers 304 for what the caller has, and 412 for a write to what it no longer is", async () => {
    await using courses = await startCourses();
    const id = await courses.create();
    const etag = (await courses.send("GET", `/${id}`)).headers.get("etag")!;
    assert.equal((await courses.send("GET", `/${id}`, { headers: { "if-none-match": etag } })).status, 304);
    const put = await courses.send("PUT", `/${id}`, { body: algebra, headers: { "if-match": etag } });
    assert.equal(put.status, 200);
    assert.notEqual(put.headers.get("etag"), etag);
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const late = await courses.send(method, `/${id}`, { body: algebra, headers: { "if-match": etag } });
      assertProblem(late, 412, "COURSE_CHANGED");
      assert.equal(late.headers.get("etag"), null);
    }
    const found = await courses.send("GET", `/${id}`, { headers: { "if-none-match": etag } });
    assert.deepEqual([found.status, found.headers.get("etag")], [200, put.headers.get("etag")]);
  });

  it("lists the students of a course", async () => {
    await using courses = await startCourses();
    const id = await courses.create();
    const { status, body } = await courses.send("GET", `/${id}/students`);
    assert.equal(status, 200);
    assert.match(body, /^\{"data":\[\{"id":"00000000-0000-7000-8000-000000000001","name":"Augusta",.*"course_ids":/);
  });

  it("hands the caller's key on to students", async () => {
    await using courses = await startCourses();
    const [one, other] = [await courses.create(), await courses.create({ name: "Abaci" })];
    await courses.send("GET", `/${one}/students`, { headers: { apikey: "mine" } });
    await courses.send("GET", `/${other}/students`, { headers: { "x-api-key": "yours" } });
    assert.deepEqual(
      courses.students.asked.map(([, key]) => key),
      ["mine", "yours"],
    );
  });

  it("answers the same to the same key, and 422 to another request with it", async () => {
    await using courses = await startCourses();
    const headers = { "idempotency-key": "k1" };
    const [one, two] = [
      await courses.send("POST", "", { body: algebra, headers }),
      await courses.send("POST", "", { body: algebra, headers }),
    ];
    assert.deepEqual([two.status, two.body], [201, one.body]);
    for (const name of ["etag", "location"]) assert.equal(two.headers.get(name), one.headers.get(name));
    assertProblem(
      await courses.send("POST", "", { body: { ...algebra, name: "Other" }, headers }),
      422,
      "IDEMPOTENCY_KEY_REUSED",
    );
    assert.equal((await courses.send("GET")).body.match(/"id"/g)?.length, 1);
  });
});

/** What the older service answered 500 to, as text, is each its own status now. */
describe("what courses refuses over REST", () => {
  const rows: readonly [string, (courses: Courses) => Promise<Answer>, number, string][] = [
    ["an empty body", ({ send }) => send("POST", "", { body: "" }), 400, "MALFORMED_JSON"],
    ["no JSON", ({ send }) => send("POST", "", { body: "xyz" }), 400, "MALFORMED_JSON"],
    ["JSON that ends early", ({ send }) => send("POST", "", { body: '{"name":' }), 400, "MALFORMED_JSON"],
    ["a wrong type", ({ send }) => send("POST", "", { body: { ...algebra, name: 5 } }), 400, "MALFORMED_MESSAGE"],
    ["a list for an object", ({ send }) => send("POST", "", { body: "[]" }), 400, "MALFORMED_MESSAGE"],
    ["broken rules", ({ send }) => send("POST", "", { body: { name: "Al" } }), 400, "VALIDATION_FAILED"],
    ["a course that is not there", ({ send }) => send("GET", nothing), 404, "COURSE_NOT_FOUND"],
    ["replacing nothing", ({ send }) => send("PUT", nothing, { body: algebra }), 404, "COURSE_NOT_FOUND"],
    ["changing nothing", ({ send }) => send("PATCH", nothing, { body: {} }), 404, "COURSE_NOT_FOUND"],
    ["deleting nothing", ({ send }) => send("DELETE", nothing), 404, "COURSE_NOT_FOUND"],
    ["the students of nothing", ({ send }) => send("GET", `${nothing}/students`), 404, "COURSE_NOT_FOUND"],
    ["an id that is none", ({ send }) => send("GET", "/abc"), 400, "VALIDATION_FAILED"],
    ["deleting what is no id", ({ send }) => send("DELETE", "/abc"), 400, "VALIDATION_FAILED"],
    ["a body of the wrong type", ({ send }) => send("POST", "", toForm()), 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["a body that is too large", ({ send }) => send("POST", "", { body: " ".repeat(5 << 20) }), 413, "BODY_TOO_LARGE"],
    ["a method that is none", ({ send }) => send("PUT", ""), 405, "METHOD_NOT_ALLOWED"],
    ["a path that is none", ({ send }) => send("GET", `${nothing}/teachers`), 404, "ROUTE_NOT_FOUND"],
    ["a kind that is none", ({ send }) => send("GET", "?kind=seminar"), 400, "VALIDATION_FAILED"],
    ["a page that is none", ({ send }) => send("GET", "?page_token=x"), 400, "BAD_COURSE_PAGE_TOKEN"],
    ["a page of minus one", ({ send }) => send("GET", "?page_size=-1"), 400, "VALIDATION_FAILED"],
  ];
  for (const [name, send, status, reason] of rows) {
    it(`is ${name}: ${status} ${reason}`, async () => {
      await using courses = await startCourses();
      assertProblem(await send(courses), status, reason);
    });
  }

  it("is a mask that names what cannot be updated: 400 BAD_COURSE_UPDATE", async () => {
    await using courses = await startCourses();
    const id = await courses.create();
    assertProblem(await courses.send("PATCH", `/${id}?update_mask=id`, { body: {} }), 400, "BAD_COURSE_UPDATE");
  });

  it("is the students of a course while students is away: 503 STUDENTS_UNAVAILABLE", async () => {
    await using courses = await startCourses({ CLIENT_RETRY: "false" });
    const id = await courses.create();
    courses.students.fault = new Fault({
      code: "unavailable",
      reason: "DRAINING",
      message: "connection refused 10.0.0.7",
    });
    const answer = await courses.send("GET", `/${id}/students`);
    assertProblem(answer, 503, "STUDENTS_UNAVAILABLE");
  });

  it("names every field that breaks a rule at once", async () => {
    await using courses = await startCourses();
    const body = { name: "Al", teacher: "x".repeat(21), student_ids: Array(61).fill("s") };
    const { body: text } = await courses.send("POST", "", { body });
    for (const field of ["name", "description", "discipline", "teacher", "student_ids"])
      assert.match(text, new RegExp(`course\\.${field}"`));
  });

  it("is a path with a slash at its end: 308 to the clean one", async () => {
    await using courses = await startCourses();
    const { status, headers } = await courses.send("GET", "/");
    assert.deepEqual([status, headers.get("location")], [308, "/api/courses"]);
  });
});

type Answer = Awaited<ReturnType<Courses["send"]>>;

function toForm(): Sent {
  return { body: "name=Algebra", headers: { "content-type": "application/x-www-form-urlencoded" } };
}

function assertProblem({ status, headers, body }: Answer, wanted: number, reason: string): void {
  const problem = JSON.parse(body || "{}") as { readonly reason?: string };
  assert.deepEqual([status, problem.reason], [wanted, reason], body);
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json\b/);
  assert.doesNotMatch(body, /sqlite|postgres|constraint|select |insert |mongo|10\.0\.0\.7/i);
}
