import { listPresent } from "@flotilla/chassis/relation";
import { studentExists } from "../domain/faults.ts";
import { searchedNames } from "../domain/searched-names.ts";
import type { Names, Student } from "../domain/student.ts";
import type { StudentChange, StudentQuery, StudentStore } from "../domain/student-store.ts";

/** Students as long as the process lives. Nobody publishes their events: they can be read from {@link saved}. */
export class MemoryStudentStore implements StudentStore {
  /** Every change that was saved, in order. */
  readonly saved: StudentChange[] = [];
  readonly #students = new Map<string, Student>();
  readonly #ids = new Map<string, string>();

  async find(id: string): Promise<Student | undefined> {
    return this.#students.get(id);
  }

  async list({ words, after = "", limit }: StudentQuery): Promise<readonly Student[]> {
    const isWanted = (student: Student) => words.every((word) => searchedNames(student).includes(word));
    const students = [...this.#students.values()].filter((student) => student.id > after && isWanted(student));
    return students.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  async listByCourse(courseId: string): Promise<readonly Student[]> {
    return [...this.#students.values()].filter(({ links }) => listPresent(links).includes(courseId));
  }

  async save(change: StudentChange): Promise<boolean> {
    const { id, before, after } = change;
    if (this.#students.get(id)?.version !== before?.version) return false;
    const holder = after && this.#ids.get(toKey(after));
    if (holder !== undefined && holder !== id) throw studentExists();
    if (before) this.#ids.delete(toKey(before));
    if (after) this.#ids.set(toKey(after), id);
    if (after) this.#students.set(id, after);
    else this.#students.delete(id);
    this.saved.push(change);
    return true;
  }
}

function toKey({ name, firstName, lastName }: Names): string {
  return JSON.stringify([name, firstName, lastName]);
}
