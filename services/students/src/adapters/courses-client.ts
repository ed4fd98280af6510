import { type Caller, type Client, createClient, forwardApiKey, whenSilent } from "@flotilla/chassis";
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
    const { courses } = await this.#courses
      .listCoursesOfStudent({ studentId }, { headers: forwardApiKey() })
      .catch(whenSilent(coursesSilent));
    return courses;
  }
}
