import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPresent, timeOf } from "@flotilla/chassis/relation";
import { createDomainPorts, toDraft, toId } from "../../test/domain-ports.ts";
import { enrolStudent } from "./enrol-student.ts";

describe("enrolStudent", () => {
  it("stores a student whose links have its version, doubles counted once", async () => {
    const { store, time, enrol } = createDomainPorts();
    const student = await enrol("Ada", ["c1", "c2", "c1"]);
    assert.equal(student.id, toId(1));
    assert.equal(timeOf(student.version), time.ms);
    assert.deepEqual(listPresent(student.links), ["c1", "c2"]);
    assert.ok(student.links.every(({ version }) => version === student.version));
    assert.deepEqual(await store.find(toId(1)), student);
  });

  it("tells of the links in the same step, and of none as well", async () => {
    const { store, enrol } = createDomainPorts();
    const { version } = await enrol("Ada", ["c1"]);
    await enrol("Eve");
    const event = { kind: "links_written", studentId: toId(1), version, before: [], after: ["c1"] };
    assert.deepEqual(store.saved[0]!.events, [event]);
    assert.deepEqual(
      store.saved[1]!.events.map(({ kind }) => kind),
      ["links_written"],
    );
  });

  it("stores the answer that the witness gives with the student", async () => {
    const { ports, store } = createDomainPorts();
    const answer = { id: "k", hash: "h", answer: new Uint8Array([1]) };
    await enrolStudent(ports, toDraft("Ada"), ({ id }) => (id === toId(1) ? answer : undefined));
    assert.equal(store.saved[0]!.answer, answer);
  });

  it("refuses the three names of another student", async () => {
    const { store, enrol } = createDomainPorts();
    await enrol("Ada");
    await assert.rejects(enrol("Ada"), { code: "already_exists", reason: "STUDENT_EXISTS" });
    assert.equal(store.saved.length, 1);
  });
});
