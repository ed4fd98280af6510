import { createHash } from "node:crypto";
import { listPresent, Turns } from "@flotilla/chassis/relation";
import { createEventEncoder } from "@flotilla/courses/adapters/event-encoder";
import { MemoryCourseStore } from "@flotilla/courses/adapters/memory-course-store";
import { applyStudentLink } from "@flotilla/courses/domain/apply-link";
import type { Course } from "@flotilla/courses/domain/course";
import type { CourseEvent, LinkChanged } from "@flotilla/courses/domain/course-event";
import type { CourseChange, CourseStore } from "@flotilla/courses/domain/course-store";
import { openCourse } from "@flotilla/courses/domain/open-course";
import { removeCourse } from "@flotilla/courses/domain/remove-course";
import { replaceCourse } from "@flotilla/courses/domain/replace-course";
import type { Witness } from "@flotilla/courses/domain/save-course";
import { spreadLinks } from "@flotilla/courses/domain/spread-links";
import { updateCourse } from "@flotilla/courses/domain/update-course";
import type { SeenRecord, Words, WriteRequest } from "../workload/door.ts";
import type { CampusSide, OnSaved } from "./campus-side.ts";
import { createNote } from "./create-note.ts";
import { DurableStore } from "./durable-store.ts";
import { MemoryKeys } from "./memory-keys.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Surroundings, UseCases } from "./use-cases.ts";

const encode = createEventEncoder({ propagators: [], baggageKeys: [] });
const all = { text: "", discipline: "", teacher: "", kind: "", limit: Number.POSITIVE_INFINITY } as const;

/** courses, over a store in memory. */
export function createCoursesSide(nowMs: () => number): CampusSide {
  const records = new MemoryCourseStore();
  const keys = new MemoryKeys(nowMs);
  const durable = new DurableStore<CourseEvent, CourseChange>(records, { side: "right", keys, encode, nowMs });
  return {
    ...{ side: "right", keys, outbox: durable.outbox, saves: durable.saves },
    emits: ["course.to_modify", "course.modified"],
    subjects: { own: "course.to_modify", others: "student.modified" },
    list: async () => (await records.list(all)).map(toSeen),
    createUseCases: (process, around, onSaved) =>
      createUseCases(reachStore(process, records, durable, onSaved), around),
  };
}

type Durable = DurableStore<CourseEvent, CourseChange>;

function reachStore(process: SimProcess, records: CourseStore, durable: Durable, onSaved: OnSaved): CourseStore {
  return {
    find: (id) => process.touch(() => records.find(id)),
    list: (query) => process.touch(() => records.list(query)),
    listByStudent: (id) => process.touch(() => records.listByStudent(id)),
    async save(change) {
      const isSaved = await process.touch(() => durable.save(change));
      if (isSaved) onSaved(change.events.map(encode));
      return isSaved;
    },
  };
}

function createUseCases(store: CourseStore, around: Surroundings): UseCases {
  const ports = {
    store,
    ids: { newId: (key: string | undefined) => newObjectId(key, around.random) },
    clock: { now: () => new Date(around.nowMs()) },
    turns: new Turns(),
    retreat: { pause: (attempt: number) => around.pause(attempt) },
    publisher: { publish: (events: readonly LinkChanged[]) => around.publish(events.map(encode)) },
  };
  return {
    async read(id) {
      const course = await store.find(id);
      return course && toSeen(course);
    },
    async write(request, keep) {
      const note = createNote(keep);
      await perform(ports, request, note.take);
      return note.read();
    },
    spread: ({ id, version, before, after }) => spreadLinks(ports.publisher, { courseId: id, version, before, after }),
    apply: ({ target, origin, version, isPresent }, messageId) =>
      applyStudentLink(ports, { courseId: target, studentId: origin, version, isPresent, messageId }, () => undefined),
  };
}

type Ports = Parameters<typeof openCourse>[0] & Parameters<typeof updateCourse>[0];

async function perform(ports: Ports, request: WriteRequest, witness: Witness): Promise<void> {
  const { kind, id, words, links, ifMatch } = request;
  const expected = ifMatch === undefined ? undefined : [ifMatch];
  const fields = { ...(words && toOutline(words)), ...(links && { studentIds: links }) };
  const draft = { ...toOutline(words ?? {}), studentIds: links ?? [] };
  if (kind === "create") await openCourse(ports, { draft: { ...draft, kind: undefined }, key: request.key }, witness);
  else if (kind === "replace")
    await replaceCourse(ports, { id, draft: { ...draft, kind: undefined }, expected }, witness);
  else if (kind === "update") await updateCourse(ports, { id, fields, expected }, witness);
  else await removeCourse(ports, { id, expected }, witness);
}

function toOutline({ name = "", description = "", discipline = "", teacher = "" }: Words) {
  return { name, description, discipline, teacher };
}

function toSeen({ id, version, links, name, description, discipline, teacher }: Course): SeenRecord {
  return { id, version, links: listPresent(links), words: { name, description, discipline, teacher } };
}

/** 24 hex digits, of the key where there is one. */
function newObjectId(key: string | undefined, random: () => number): string {
  if (key !== undefined) return createHash("sha256").update(key).digest("hex").slice(0, 24);
  return Array.from({ length: 24 }, () => Math.floor(random() * 16).toString(16)).join("");
}
