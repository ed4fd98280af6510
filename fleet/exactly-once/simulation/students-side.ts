import { listPresent, Turns } from "@flotilla/chassis/relation";
import { createEventEncoder } from "@flotilla/students/adapters/event-encoder";
import { MemoryStudentStore } from "@flotilla/students/adapters/memory-student-store";
import { applyCourseLink } from "@flotilla/students/domain/apply-link";
import { enrolStudent } from "@flotilla/students/domain/enrol-student";
import { removeStudent } from "@flotilla/students/domain/remove-student";
import { replaceStudent } from "@flotilla/students/domain/replace-student";
import type { Witness } from "@flotilla/students/domain/save-student";
import { spreadLinks } from "@flotilla/students/domain/spread-links";
import type { Student } from "@flotilla/students/domain/student";
import type { LinkChanged, StudentEvent } from "@flotilla/students/domain/student-event";
import type { StudentChange, StudentStore } from "@flotilla/students/domain/student-store";
import { updateStudent } from "@flotilla/students/domain/update-student";
import type { SeenRecord, Words, WriteRequest } from "../workload/door.ts";
import type { CampusSide, OnSaved } from "./campus-side.ts";
import { createNote } from "./create-note.ts";
import { DurableStore } from "./durable-store.ts";
import { MemoryKeys } from "./memory-keys.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Surroundings, UseCases } from "./use-cases.ts";

const encode = createEventEncoder({ propagators: [], baggageKeys: [] });
const all = { words: [], limit: Number.POSITIVE_INFINITY };

/** students, over a store in memory. */
export function createStudentsSide(nowMs: () => number): CampusSide {
  const records = new MemoryStudentStore();
  const keys = new MemoryKeys(nowMs);
  const durable = new DurableStore<StudentEvent, StudentChange>(records, { side: "left", keys, encode, nowMs });
  return {
    ...{ side: "left", keys, outbox: durable.outbox, saves: durable.saves },
    emits: ["student.to_modify", "student.modified"],
    subjects: { own: "student.to_modify", others: "course.modified" },
    list: async () => (await records.list(all)).map(toSeen),
    createUseCases: (process, around, onSaved) =>
      createUseCases(reachStore(process, records, durable, onSaved), around),
  };
}

type Durable = DurableStore<StudentEvent, StudentChange>;

function reachStore(process: SimProcess, records: StudentStore, durable: Durable, onSaved: OnSaved): StudentStore {
  return {
    find: (id) => process.touch(() => records.find(id)),
    list: (query) => process.touch(() => records.list(query)),
    listByCourse: (id) => process.touch(() => records.listByCourse(id)),
    async save(change) {
      const isSaved = await process.touch(() => durable.save(change));
      if (isSaved) onSaved(change.events.map(encode));
      return isSaved;
    },
  };
}

function createUseCases(store: StudentStore, around: Surroundings): UseCases {
  const ports = {
    store,
    ids: { newId: () => newUuid(around.random) },
    clock: { now: () => new Date(around.nowMs()) },
    turns: new Turns(),
    retreat: { pause: (attempt: number) => around.pause(attempt) },
    publisher: { publish: (events: readonly LinkChanged[]) => around.publish(events.map(encode)) },
  };
  return {
    async read(id) {
      const student = await store.find(id);
      return student && toSeen(student);
    },
    async write(request, keep) {
      const note = createNote(keep);
      await perform(ports, request, note.take);
      return note.read();
    },
    spread: ({ id, version, before, after }) => spreadLinks(ports.publisher, { studentId: id, version, before, after }),
    apply: ({ target, origin, version, isPresent }, messageId) =>
      applyCourseLink(ports, { studentId: target, courseId: origin, version, isPresent, messageId }, () => undefined),
  };
}

type Ports = Parameters<typeof enrolStudent>[0] & Parameters<typeof updateStudent>[0];

async function perform(ports: Ports, request: WriteRequest, witness: Witness): Promise<void> {
  const { kind, id, words, links, ifMatch } = request;
  const expected = ifMatch === undefined ? undefined : [ifMatch];
  const fields = { ...(words && toNames(words)), ...(links && { courseIds: links }) };
  const draft = { ...toNames(words ?? {}), courseIds: links ?? [] };
  if (kind === "create") await enrolStudent(ports, draft, witness);
  else if (kind === "replace") await replaceStudent(ports, { id, draft, expected }, witness);
  else if (kind === "update") await updateStudent(ports, { id, fields, expected }, witness);
  else await removeStudent(ports, { id, expected }, witness);
}

function toNames({ name = "", first_name: firstName = "", last_name: lastName = "" }: Words) {
  return { name, firstName, lastName };
}

function toSeen({ id, version, links, name, firstName, lastName }: Student): SeenRecord {
  return { id, version, links: listPresent(links), words: { name, first_name: firstName, last_name: lastName } };
}

/** A UUID of version 4 (RFC 9562 §5.4) that the seed decides. */
function newUuid(random: () => number): string {
  const digits = Array.from({ length: 30 }, () => Math.floor(random() * 16).toString(16)).join("");
  const [a, b, c, d, e] = [0, 8, 12, 15, 18].map((from, index, all) => digits.slice(from, all[index + 1]));
  return `${a}-${b}-4${c}-8${d}-${e}`;
}
