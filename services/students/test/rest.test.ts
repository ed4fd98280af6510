import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "@flotilla/chassis";
import { startApp } from "@flotilla/testkit";
import { createTestStudents } from "./create-test-students.ts";
import { FakeCourses } from "./fake-courses.ts";

const ada = { name: "Augusta", first_name: "Ada", last_name: "Lovelace", course_ids: ["c1", "c2"] };
const nobody = "/00000000-0000-7000-8000-000000000000";

interface Sent {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Students on a free port, asked as curl does it: a text is sent as it is, anything else as JSON. */
async function startStudents(env: Record<string, string> = {}) {
  const courses = new FakeCourses();
  const started = await startApp(createTestStudents({ courses }), { env });
  const send = async (method: string, path = "", { body, headers = {} }: Sent = {}) => {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const init = { method, headers: { "content-type": "application/json", ...headers }, redirect: "manual" } as const;
    const url = `${started.url}/api/students${path}`;
    const answer = await fetch(url, text === undefined ? init : { ...init, body: text });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  };
  const create = async (fields: object = {}) => {
    const { body } = await send("POST", "", { body: { ...ada, ...fields } });
    return (JSON.parse(body) as { data: { id: string } }).data.id;
  };
  return { send, create, courses, url: started.url, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

type Students = Awaited<ReturnType<typeof startStudents>>;

describe("students over REST", () => {
  it("answers in the envelope and with the names of the older service", async () => {
    await using students = await startStudents();
    const created = await students.send("POST", "", { body: { ...ada, id: "ignored", extra: [1] } });
    const { data } = JSON.parse(created.body) as { data: { id: string } };
    assert.deepEqual([created.status, created.body], [201, `{"data":{"id":"${data.id}"}}`]);
    assert.equal(created.headers.get("location"), `/api/students/${data.id}`);
    const read = await students.send("GET", `/${data.id}`);
    assert.deepEqual([read.status, read.body], [200, JSON.stringify({ data: { id: data.id, ...ada } })]);
    assert.match(read.headers.get("content-type") ?? "", /^application\/json\b/);
    const listed = await students.send("GET");
    assert.equal(listed.body, JSON.stringify({ data: [{ id: data.id, ...ada }], next_page_token: "" }));
    const replaced = await students.send("PUT", `/${data.id}`, { body: { ...ada, course_ids: [] } });
    assert.deepEqual([replaced.status, replaced.body], [200, '{"data":"OK"}']);
    const { course_ids: _, ...names } = ada;
    const bare = await students.send("GET", `/${data.id}`);
    assert.equal(bare.body, JSON.stringify({ data: { id: data.id, ...names } }));
    const removed = await students.send("DELETE", `/${data.id}`);
    assert.deepEqual([removed.status, removed.body], [200, '{"data":"OK"}']);
    assert.equal((await students.send("GET")).body, '{"data":[],"next_page_token":""}');
    assert.equal((await students.send("GET", "/health")).body, '{"message":"students alive"}');
  });

  it("changes the fields of a mask, and pages by what it said", async () => {
    await using students = await startStudents();
    const id = await students.create();
    const body = { name: "Ignored", last_name: "King" };
    assert.equal((await students.send("PATCH", `/${id}?update_mask=last_name`, { body })).status, 200);
    assert.match((await students.send("GET", `/${id}`)).body, /"name":"Augusta".*"last_name":"King"/);
    await students.create();
    const first = JSON.parse((await students.send("GET", "?page_size=1&q=augusta")).body) as Record<string, string>;
    const token = encodeURIComponent(first["next_page_token"]!);
    assert.match((await students.send("GET", `?page_size=1&q=augusta&page_token=${token}`)).body, /Lovelace.*":""}$/);
  });

  it("answers 304 for what the caller has, and 412 for a write to what it no longer is", async () => {
    await using students = await startStudents();
    const id = await students.create();
    const etag = (await students.send("GET", `/${id}`)).headers.get("etag")!;
    assert.equal((await students.send("GET", `/${id}`, { headers: { "if-none-match": etag } })).status, 304);
    const put = await students.send("PUT", `/${id}`, { body: ada, headers: { "if-match": etag } });
    assert.equal(put.status, 200);
    assert.notEqual(put.headers.get("etag"), etag);
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const late = await students.send(method, `/${id}`, { body: ada, headers: { "if-match": etag } });
      assertProblem(late, 412, "STUDENT_CHANGED");
      assert.equal(late.headers.get("etag"), null);
    }
    const found = await students.send("GET", `/${id}`, { headers: { "if-none-match": etag } });
    assert.deepEqual([found.status, found.headers.get("etag")], [200, put.headers.get("etag")]);
  });

  it("lists the courses of a student", async () => {
    await using students = await startStudents();
    const id = await students.create();
    const { status, body } = await students.send("GET", `/${id}/courses`);
    assert.equal(status, 200);
    assert.match(
      body,
      /^\{"data":\[\{"id":"65f000000000000000000001","name":"Algebra",.*"student_ids":\["s1"\],"elective":/,
    );
  });

  it("hands the caller's key on to courses", async () => {
    await using students = await startStudents();
    const [one, other] = [await students.create(), await students.create({ name: "Abigail" })];
    await students.send("GET", `/${one}/courses`, { headers: { apikey: "mine" } });
    await students.send("GET", `/${other}/courses`, { headers: { "x-api-key": "yours" } });
    assert.deepEqual(
      students.courses.asked.map(([, key]) => key),
      ["mine", "yours"],
    );
  });

  it("answers the same to the same key, and 422 to another request with it", async () => {
    await using students = await startStudents();
    const headers = { "idempotency-key": "k1" };
    const [one, two] = [
      await students.send("POST", "", { body: ada, headers }),
      await students.send("POST", "", { body: ada, headers }),
    ];
    assert.deepEqual([two.status, two.body], [201, one.body]);
    for (const name of ["etag", "location"]) assert.equal(two.headers.get(name), one.headers.get(name));
    assertProblem(
      await students.send("POST", "", { body: { ...ada, name: "Other" }, headers }),
      422,
      "IDEMPOTENCY_KEY_REUSED",
    );
    assert.equal((await students.send("GET")).body.match(/"id"/g)?.length, 1);
  });
});

/** What the older service answered 500 to, as text, is each its own status now. */
describe("what students refuses over REST", () => {
  const rows: readonly [string, (students: Students) => Promise<Answer>, number, string][] = [
    ["an empty body", ({ send }) => send("POST", "", { body: "" }), 400, "MALFORMED_JSON"],
    ["no JSON", ({ send }) => send("POST", "", { body: "xyz" }), 400, "MALFORMED_JSON"],
    ["JSON that ends early", ({ send }) => send("POST", "", { body: '{"name":' }), 400, "MALFORMED_JSON"],
    ["a wrong type", ({ send }) => send("POST", "", { body: { ...ada, name: 5 } }), 400, "MALFORMED_MESSAGE"],
    ["a list for an object", ({ send }) => send("POST", "", { body: "[]" }), 400, "MALFORMED_MESSAGE"],
    ["broken rules", ({ send }) => send("POST", "", { body: { name: "Al" } }), 400, "VALIDATION_FAILED"],
    ["a student that is not there", ({ send }) => send("GET", nobody), 404, "STUDENT_NOT_FOUND"],
    ["replacing nobody", ({ send }) => send("PUT", nobody, { body: ada }), 404, "STUDENT_NOT_FOUND"],
    ["changing nobody", ({ send }) => send("PATCH", nobody, { body: {} }), 404, "STUDENT_NOT_FOUND"],
    ["deleting nobody", ({ send }) => send("DELETE", nobody), 404, "STUDENT_NOT_FOUND"],
    ["the courses of nobody", ({ send }) => send("GET", `${nobody}/courses`), 404, "STUDENT_NOT_FOUND"],
    ["an id that is no UUID", ({ send }) => send("GET", "/abc"), 400, "VALIDATION_FAILED"],
    ["deleting what is no UUID", ({ send }) => send("DELETE", "/abc"), 400, "VALIDATION_FAILED"],
    ["a body of the wrong type", ({ send }) => send("POST", "", toForm()), 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["a body that is too large", ({ send }) => send("POST", "", { body: " ".repeat(5 << 20) }), 413, "BODY_TOO_LARGE"],
    ["a method that is none", ({ send }) => send("PUT", ""), 405, "METHOD_NOT_ALLOWED"],
    ["a path that is none", ({ send }) => send("GET", `${nobody}/teachers`), 404, "ROUTE_NOT_FOUND"],
    ["a page that is none", ({ send }) => send("GET", "?page_token=x"), 400, "BAD_STUDENT_PAGE_TOKEN"],
    ["a page of minus one", ({ send }) => send("GET", "?page_size=-1"), 400, "VALIDATION_FAILED"],
  ];
  for (const [name, send, status, reason] of rows) {
    it(`is ${name}: ${status} ${reason}`, async () => {
      await using students = await startStudents();
      assertProblem(await send(students), status, reason);
    });
  }

  it("is a student whose names are taken: 409 STUDENT_EXISTS, without a word of the other", async () => {
    await using students = await startStudents();
    const id = await students.create();
    const again = await students.send("POST", "", { body: ada });
    assertProblem(again, 409, "STUDENT_EXISTS");
    assert.deepEqual([again.headers.get("etag"), again.headers.get("location")], [null, null]);
    assert.ok(!again.body.includes(id));
  });

  it("is a mask that names what cannot be updated: 400 BAD_STUDENT_UPDATE", async () => {
    await using students = await startStudents();
    const id = await students.create();
    assertProblem(await students.send("PATCH", `/${id}?update_mask=id`, { body: {} }), 400, "BAD_STUDENT_UPDATE");
  });

  it("is the courses of a student while courses is away: 503 COURSES_UNAVAILABLE", async () => {
    await using students = await startStudents({ CLIENT_RETRY: "false" });
    const id = await students.create();
    students.courses.fault = new Fault({
      code: "unavailable",
      reason: "DRAINING",
      message: "connection refused 10.0.0.7",
    });
    const answer = await students.send("GET", `/${id}/courses`);
    assertProblem(answer, 503, "COURSES_UNAVAILABLE");
  });

  it("names every field that breaks a rule at once", async () => {
    await using students = await startStudents();
    const body = { name: "Al", last_name: "x".repeat(21), course_ids: Array(16).fill("c") };
    const { body: text } = await students.send("POST", "", { body });
    for (const field of ["name", "first_name", "last_name", "course_ids"])
      assert.match(text, new RegExp(`student\\.${field}"`));
  });

  it("is a path with a slash at its end: 308 to the clean one", async () => {
    await using students = await startStudents();
    const { status, headers } = await students.send("GET", "/");
    assert.deepEqual([status, headers.get("location")], [308, "/api/students"]);
  });
});

type Answer = Awaited<ReturnType<Students["send"]>>;

function toForm(): Sent {
  return { body: "name=Ada", headers: { "content-type": "application/x-www-form-urlencoded" } };
}

function assertProblem({ status, headers, body }: Answer, wanted: number, reason: string): void {
  const problem = JSON.parse(body || "{}") as { readonly reason?: string };
  assert.deepEqual([status, problem.reason], [wanted, reason], body);
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json\b/);
  assert.doesNotMatch(body, /sqlite|postgres|constraint|select |insert |u_constraint|10\.0\.0\.7/i);
}
