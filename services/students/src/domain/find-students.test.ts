import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDomainPorts, toDraft } from "../../test/domain-ports.ts";
import { enrolStudent } from "./enrol-student.ts";
import { findStudents, findStudentsOfCourse } from "./find-students.ts";
import type { Names } from "./student.ts";
import { updateStudent } from "./update-student.ts";

async function createStudents(...names: readonly (string | Names)[]) {
  const made = createDomainPorts();
  for (const name of names) {
    const draft = typeof name === "string" ? toDraft(name, ["c1"]) : { ...name, courseIds: ["c1"] };
    await enrolStudent(made.ports, draft, made.witness);
  }
  const find = async (q: string, pageSize = 0, pageToken = "") => {
    const { students, nextPageToken } = await findStudents(made.store, { q, pageSize, pageToken });
    return { names: students.map(({ name }) => name), nextPageToken };
  };
  return { ...made, find };
}

describe("findStudents", () => {
  it("lists page by page, in an order that no update changes", async () => {
    const { find, ports, store, witness, enrol } = await createStudents("Zoe", "Eve", "Ada");
    const first = await find("", 2);
    assert.deepEqual(first.names, ["Zoe", "Eve"]);
    const [zoe] = await store.list({ words: [], limit: 1 });
    await updateStudent(ports, { id: zoe!.id, fields: { name: "Zzz" } }, witness);
    await enrol("New");
    const second = await find("", 2, first.nextPageToken);
    assert.deepEqual(second, { names: ["Ada", "New"], nextPageToken: "" });
  });

  it("gives no token with the last page, however full it is", async () => {
    const { find } = await createStudents("Zoe", "Eve");
    assert.equal((await find("", 2)).nextPageToken, "");
    assert.equal((await find("", 3)).nextPageToken, "");
    assert.notEqual((await find("", 1)).nextPageToken, "");
  });

  it("gives a hundred unless told otherwise, and a thousand at most", async () => {
    const { store, find } = await createStudents();
    const limits: number[] = [];
    store.list = async ({ limit }) => {
      limits.push(limit);
      return [];
    };
    for (const size of [0, 7, 1_000_000]) await find("", size);
    assert.deepEqual(limits, [101, 8, 1001]);
  });

  it("looks for words in all three names, whatever their case and accents", async () => {
    const ada = { name: "Ada", firstName: "Augusta", lastName: "Lovelace" };
    const { find } = await createStudents(ada, { name: "Maël", firstName: "Straße", lastName: "ΟΔΟΣ" });
    assert.deepEqual((await find("LOVE")).names, ["Ada"]);
    assert.deepEqual((await find("lovelace  ada")).names, ["Ada"]);
    assert.deepEqual((await find("mael STRASSE οδος")).names, ["Maël"]);
    assert.deepEqual((await find("adaaugusta")).names, []);
    assert.deepEqual((await find("ada mael")).names, []);
    assert.deepEqual((await find(" ̈  ")).names, ["Ada", "Maël"]);
  });

  it("refuses a token that it did not make for this listing", async () => {
    const { find } = await createStudents("Zoe", "Eve", "Ada");
    const { nextPageToken } = await find("", 1);
    const wanted = { code: "invalid_argument", reason: "BAD_STUDENT_PAGE_TOKEN" };
    for (const token of ["x", "%%%", `${nextPageToken}A`, nextPageToken.slice(1), "W10", "bnVsbA", "e30"]) {
      await assert.rejects(find("", 1, token), wanted, token);
    }
    await assert.rejects(find("e", 1, nextPageToken), wanted);
  });
});

it("finds the students of a course by their names", async () => {
  const { store } = await createStudents("Zoe", "éve", "Ada", "ada");
  const found = await findStudentsOfCourse(store, "c1");
  assert.deepEqual(
    found.map(({ name }) => name),
    ["Ada", "ada", "éve", "Zoe"],
  );
  assert.deepEqual(await findStudentsOfCourse(store, "c2"), []);
});
