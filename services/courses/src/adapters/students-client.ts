import { type Caller, type Client, createClient, currentCall, toFault } from "@flotilla/chassis";
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
    const headers = readApiKey();
    const { students } = await this.#students.listStudentsOfCourse({ courseId }, { headers }).catch(toOwn);
    return students;
  }
}

function readApiKey(): Record<string, string> {
  const key = currentCall()?.header("x-api-key") ?? currentCall()?.header("apikey");
  return key === undefined ? {} : { "x-api-key": key };
}

/** Time that ran out while the call that waits has some left was ours to give: students is to blame, not the caller. */
function toOwn(thrown: unknown): never {
  const fault = toFault(thrown);
  const isCallersTime = (currentCall()?.remainingMs ?? Number.POSITIVE_INFINITY) <= 0;
  if (fault.code === "deadline_exceeded" && !isCallersTime) throw studentsSilent(fault);
  throw fault;
}
