import { type Caller, type Client, createClient, currentCall, toFault } from "@flotilla/chassis";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import type { Course } from "@flotilla/contract/flotilla/campus/v1/courses_record";
import type { Courses } from "../domain/courses.ts";
import { coursesSilent } from "../domain/faults.ts";

/** Asks CoursesService, with the API key of whoever asks us: courses decides what that caller may see. */
export class CoursesClient implements Courses<Course> {
  readonly #courses: Client<typeof CoursesService>;

  constructor(caller: Caller) {
    this.#courses = createClient(CoursesService, caller);
  }

  async listOfStudent(studentId: string): Promise<readonly Course[]> {
    const headers = readApiKey();
    const { courses } = await this.#courses.listCoursesOfStudent({ studentId }, { headers }).catch(toOwn);
    return courses;
  }
}

function readApiKey(): Record<string, string> {
  const key = currentCall()?.header("x-api-key") ?? currentCall()?.header("apikey");
  return key === undefined ? {} : { "x-api-key": key };
}

/** Time that ran out while the call that waits has some left was ours to give: courses is to blame, not the caller. */
function toOwn(thrown: unknown): never {
  const fault = toFault(thrown);
  const isCallersTime = (currentCall()?.remainingMs ?? Number.POSITIVE_INFINITY) <= 0;
  if (fault.code === "deadline_exceeded" && !isCallersTime) throw coursesSilent(fault);
  throw fault;
}
