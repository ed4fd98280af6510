import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPresent, timeOf } from "@flotilla/chassis/relation";
import { createDomainPorts, toDraft, toId } from "../../test/domain-ports.ts";
import { openCourse } from "./open-course.ts";

describe("openCourse", () => {
  it("stores a course whose links have its version, doubles counted once", async () => {
    const { store, time, open } = createDomainPorts();
    const course = await open("Algebra", ["s1", "s2", "s1"]);
    assert.equal(course.id, toId(1));
    assert.equal(timeOf(course.version), time.ms);
    assert.deepEqual(listPresent(course.links), ["s1", "s2"]);
    assert.ok(course.links.every(({ version }) => version === course.version));
    assert.deepEqual(await store.find(toId(1)), course);
  });

  it("tells of the links in the same step, and of none as well", async () => {
    const { store, open } = createDomainPorts();
    const { version } = await open("Algebra", ["s1"]);
    await open("Botany");
    const event = { kind: "links_written", courseId: toId(1), version, before: [], after: ["s1"] };
    assert.deepEqual(store.saved[0]!.events, [event]);
    assert.deepEqual(
      store.saved[1]!.events.map(({ kind }) => kind),
      ["links_written"],
    );
  });

  it("stores the answer that the witness gives with the course", async () => {
    const { ports, store } = createDomainPorts();
    const answer = { id: "k", hash: "h", answer: new Uint8Array([1]) };
    await openCourse(ports, { draft: toDraft("Algebra") }, ({ id }) => (id === toId(1) ? answer : undefined));
    assert.equal(store.saved[0]!.answer, answer);
  });

  it("takes another id for a key that was used on an earlier day, once a day", async () => {
    const { ports, store, witness } = createDomainPorts();
    const opening = { draft: toDraft("Algebra"), key: toId(7) };
    assert.equal((await openCourse(ports, opening, witness)).id, toId(7));
    const again = await openCourse(ports, opening, witness);
    assert.notEqual(again.id, toId(7), "what the store has forgotten the answer to is another request");
    await assert.rejects(openCourse(ports, opening, witness), { code: "aborted", reason: "COURSE_BUSY" });
    assert.equal(store.saved.length, 2);
  });
});
