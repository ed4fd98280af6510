import { type Caller, type Client, createClient, forwardApiKey, whenSilent } from "@flotilla/chassis";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import type { Student } from "@flotilla/contract/flotilla/campus/v1/students_record";
import { studentsSilent } from "../domain/faults.ts";
import type { Students } from "../domain/students.ts";

/** Asks StudentsService, with the API key of whoever asks us: students decides what that caller may see. */
export class StudentsClient implements Students<Student> {
  readonly #students: Client<typeof StudentsService>;

  constructor(caller: Caller) {
    this.#students = createClient(StudentsService, caller);
  }

  async listOfCourse(courseId: string): Promise<readonly Student[]> {
    const { students } = await this.#students
      .listStudentsOfCourse({ courseId }, { headers: forwardApiKey() })
      .catch(whenSilent(studentsSilent));
    return students;
  }
}
