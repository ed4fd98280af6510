import { Turns } from "@flotilla/chassis/relation";
import { MemoryStudentStore } from "../src/adapters/memory-student-store.ts";
import { enrolStudent } from "../src/domain/enrol-student.ts";
import type { StudentDraft } from "../src/domain/student.ts";
import type { LinkChanged } from "../src/domain/student-event.ts";
import type { StudentChange } from "../src/domain/student-store.ts";

/** The n-th id that {@link createDomainPorts} makes. */
export function toId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

/** A draft of a student whom nobody is called like. */
export function toDraft(name: string, courseIds: readonly string[] = []): StudentDraft {
  return { name, firstName: "First", lastName: "Last", courseIds };
}

/** What the use cases need, in memory: ids that count, a clock that a test moves, and a note of what came out. */
export function createDomainPorts() {
  const store = new MemoryStudentStore();
  const published: LinkChanged[] = [];
  const pauses: number[] = [];
  const seen: StudentChange[] = [];
  let ids = 0;
  const time = { ms: 1_700_000_000_000 };
  const ports = {
    store,
    ids: { newId: () => toId(++ids) },
    clock: { now: () => new Date(time.ms) },
    turns: new Turns(),
    retreat: { pause: async (attempt: number) => void pauses.push(attempt) },
    publisher: { publish: async (events: readonly LinkChanged[]) => void published.push(...events) },
  };
  const witness = (change: StudentChange) => void seen.push(change);
  const enrol = (name: string, courseIds?: readonly string[]) => enrolStudent(ports, toDraft(name, courseIds), witness);
  return { ports, store, published, pauses, seen, time, witness, enrol };
}
