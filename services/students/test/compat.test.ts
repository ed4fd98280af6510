import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Client, createClient } from "@connectrpc/connect";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { GetCourseStudents } from "@flotilla/contract/nis_test/nis_test";
import { matrix, startApp } from "@flotilla/testkit";
import { createTestStudents } from "./create-test-students.ts";

const skip = { rest: "the old contract has no REST form" };
const ada = { name: "Augusta", firstName: "Ada", lastName: "Lovelace", courseIds: ["c1", "c2"] };

describe("nis_test.GetCourseStudents", () => {
  matrix(
    () => createTestStudents(),
    (_, transport) => {
      const old = createClient(GetCourseStudents, transport);
      const students: Client<typeof StudentsService> = createClient(StudentsService, transport);

      it("answers the students of a course by their names", async () => {
        await students.createStudent({ student: ada });
        await students.createStudent({ student: { ...ada, name: "Abigail", courseIds: ["c2"] } });
        const read = async (id: string) => (await old.getStudents({ id })).students.map(({ name }) => name);
        assert.deepEqual(await read("c2"), ["Abigail", "Augusta"]);
        assert.deepEqual(await read("c1"), ["Augusta"]);
      });

      it("answers an empty list for what is no course", async () => {
        for (const id of ["", "nobody", "a\0b", "' OR 1=1", "x".repeat(10_000)]) {
          assert.deepEqual((await old.getStudents({ id })).students, [], id.slice(0, 20));
        }
      });

      it("shows what was changed at once", async () => {
        const { data } = await students.createStudent({ student: ada });
        await old.getStudents({ id: "c1" });
        await students.updateStudent({ id: data!.id, student: { lastName: "King" } });
        assert.equal((await old.getStudents({ id: "c1" })).students[0]!.lastName, "King");
        await students.deleteStudent({ id: data!.id });
        assert.deepEqual((await old.getStudents({ id: "c1" })).students, []);
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

it("speaks the old contract to the byte, the field that it skips included", async () => {
  await using started = await startApp(createTestStudents());
  const post = (path: string, type: string, body: string | Buffer) =>
    fetch(`${started.url}${path}`, {
      method: "POST",
      headers: { "content-type": type },
      body: Uint8Array.from(Buffer.from(body)),
    });
  const body = JSON.stringify({ name: "Augusta", first_name: "Ada", last_name: "Lovelace", course_ids: ["c1", "c2"] });
  const created = (await (await post("/api/students", "application/json", body)).json()) as { data: { id: string } };
  const answer = await post(
    "/nis_test.GetCourseStudents/GetStudents",
    "application/grpc-web+proto",
    frame(field(1, "c1")),
  );
  const names = [field(2, "Augusta"), field(3, "Ada"), field(4, "Lovelace")];
  const student = Buffer.concat([field(1, created.data.id), ...names, field(6, "c1"), field(6, "c2")]);
  const wanted = frame(field(1, student));
  const seen = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual(seen.subarray(0, wanted.length).toString("hex"), wanted.toString("hex"));
  assert.match(seen.subarray(wanted.length).toString(), /grpc-status: ?0/);
});

it("asks callers of the old contract for the scope that the new one wants", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "flotilla-students-"));
  const file = join(folder.path, "keys");
  const toLine = (name: string, scope: string) =>
    `${name} ${createHash("sha256").update(name).digest("hex")} ${scope}\n`;
  writeFileSync(file, toLine("reader", "students.read") + toLine("stranger", "ports.write"));
  await using started = await startApp(createTestStudents(), { env: { API_KEYS_FILE: file } });
  const ask = async (key: string) => {
    const headers = { "content-type": "application/json", "x-api-key": key };
    const url = `${started.url}/nis_test.GetCourseStudents/GetStudents`;
    return (await fetch(url, { method: "POST", headers, body: '{"id":"nobody"}' })).status;
  };
  assert.deepEqual([await ask("reader"), await ask("stranger"), await ask("unknown")], [200, 403, 401]);
});
