import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { createTestCourses } from "./create-test-courses.ts";
import { MongoOfFile } from "./owned-stores.ts";

const algebra = {
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
};

const server = new MongoOfFile();
after(() => server[Symbol.asyncDispose]());

for (const { store, mongo, skip } of [
  { store: "a file", mongo: undefined, skip: false },
  { store: "MongoDB", mongo: server, skip: missesMongo() },
]) {
  describe(`courses in ${store} and what no honest client sends`, { skip }, () => hostileSuite(mongo));
}

function hostileSuite(mongo: MongoOfFile | undefined): void {
  let started: StartedApp;
  before(async () => {
    started = await startApp(createTestCourses({ mongo }));
  });
  after(() => started[Symbol.asyncDispose]());

  const send = async (method: string, path: string, body?: string) => {
    const init = { method, headers: { "content-type": "application/json" } };
    const answer = await fetch(`${started.url}/api/courses${path}`, body === undefined ? init : { ...init, body });
    const text = await answer.text();
    assert.doesNotMatch(text, /sqlite|mongo|bson|SQL |syntax error|unrecognized token|at file:|node_modules/);
    return { status: answer.status, text };
  };
  const post = (fields: object) => send("POST", "", JSON.stringify({ ...algebra, ...fields }));

  /** What a course is, once it has been created of these fields. */
  const keep = async (fields: object) => {
    const { status, text } = await post(fields);
    assert.equal(status, 201, text);
    const read = await send("GET", `/${(JSON.parse(text) as { data: { id: string } }).data.id}`);
    return (JSON.parse(read.text) as { data: Record<string, unknown> }).data;
  };

  const names = [
    "Robert'); DROP TABLE course;--",
    "' OR '1'='1",
    "$where",
    '{"$gt":""}',
    "%_%",
    "\\x00\\",
    "<b>&amp;</b>",
    "__proto__",
    "𝒳𝒴𝒵",
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    "é".normalize("NFD").repeat(10),
    "\u202eabc",
    "\u2028\u2029\ufeff",
  ].filter((name) => [...name].length <= 20);
  for (const name of names) {
    it(`keeps the name ${JSON.stringify(name)} as it is`, async () => {
      assert.equal((await keep({ name }))["name"], name);
      const found = await send("GET", `?q=${encodeURIComponent(name)}`);
      assert.ok(found.status === 200 && found.text.includes('"id"'), found.text);
    });
  }

  it("counts characters, not bytes or halves of them", async () => {
    assert.equal((await keep({ name: "𝒳".repeat(20) }))["name"], "𝒳".repeat(20));
    assert.equal((await post({ name: "𝒳".repeat(21) })).status, 400);
    assert.equal((await post({ name: "𝒳".repeat(2) })).status, 400);
    assert.equal((await post({ name: "x".repeat(1_000_000) })).status, 400);
  });

  it("refuses control characters, NUL among them, wherever they stand", async () => {
    for (const odd of ["a\0bc", "a\nbc", "a\u007fbc"]) assert.equal((await post({ name: odd })).status, 400, odd);
    assert.equal((await post({ student_ids: ["a\0b"] })).status, 400);
    for (const path of ["/%00", "/a%00b", "/%00/students"]) assert.equal((await send("GET", path)).status, 400, path);
    assert.deepEqual(JSON.parse((await send("GET", "?q=%00")).text), { data: [], next_page_token: "" });
    assert.equal((await send("GET", "?page_token=%00")).status, 400);
  });

  it("refuses half a character, and a field that comes twice", async () => {
    const { name: _, ...others } = algebra;
    const rest = JSON.stringify(others).slice(1);
    assert.equal((await send("POST", "", `{"name":"half \\ud800",${rest}`)).status, 400);
    assert.equal((await send("POST", "", `{"student_ids":["half \\ud800"],"name":"abc",${rest}`)).status, 400);
    assert.equal((await send("POST", "", `{"name":"First","name":"Second",${rest}`)).status, 400);
    assert.equal((await send("GET", "?q=%ED%A0%80")).status, 400);
  });

  it("takes any text for the id of a student, and gives it back", async () => {
    const ids = ["' OR 1=1", "$ne", "\n\r\t", "a/b?c#d%", "𝒳".repeat(256), "__proto__", "constructor", "{}"];
    assert.deepEqual((await keep({ student_ids: ids }))["student_ids"], ids);
    assert.equal((await post({ student_ids: ["x".repeat(257)] })).status, 400);
  });

  it("refuses ten thousand students, be they different or not", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    assert.equal((await post({ student_ids: many })).status, 400);
    assert.equal((await post({ student_ids: many.fill("s") })).status, 400);
  });

  it("refuses operators, objects and lists where a text belongs", async () => {
    for (const name of [{ $gt: "" }, ["abc"], true, 12345, { toString: "abc" }]) {
      assert.equal((await post({ name })).status, 400, JSON.stringify(name));
    }
    for (const student_ids of ["s1", { 0: "s1" }, [["s1"]], [{ $ne: null }], [null], [1]]) {
      assert.equal((await post({ student_ids })).status, 400, JSON.stringify(student_ids));
    }
  });

  it("reads names of fields that no course has as nothing", async () => {
    const hostile = '{"__proto__":{"name":"abc"},"constructor":{"prototype":{}},"$set":{"name":"x"}}';
    assert.equal((await send("POST", "", hostile)).status, 400);
    assert.equal(({} as Record<string, unknown>)["name"], undefined);
  });

  it("bears JSON that is nested deep, whether it is read or not", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const { status } = await send("POST", "", `{"extra":${deep},"name":"abc"}`);
    assert.equal(status, 400);
    assert.equal((await send("POST", "", deep)).status, 400);
    assert.equal((await send("GET", "/health")).status, 200);
  });

  it("finds nothing by what is no id", async () => {
    const { id } = (await keep({})) as { id: string };
    assert.equal((await send("GET", `/${id}`)).status, 200);
    assert.equal((await send("GET", `/${id.toUpperCase()}`)).status, 200);
    for (const other of [id.slice(1), `${id}0`, `{${id}}`, ` ${id}`, `${id}'--`, `${id}%20OR%201=1`, "$ne"]) {
      assert.equal((await send("GET", `/${other}`)).status, 400, other);
    }
  });
}
