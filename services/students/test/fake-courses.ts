import { Fault, implement, type Module } from "@flotilla/chassis";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";

const course = {
  id: "65f000000000000000000001",
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
  studentIds: ["s1"],
  kind: { case: "elective" as const, value: { credits: 5 } },
};

/** A courses service that does as a test tells it: every student takes one course. */
export class FakeCourses {
  /** What every call fails with. */
  fault: Fault | undefined;
  /** Students that were asked about, each with the API key that was shown. */
  readonly asked: (readonly [studentId: string, apiKey: string | undefined])[] = [];

  readonly module: Module = {
    name: "courses",
    parts: [],
    services: [
      implement(CoursesService, {
        getCoursesHealth: () => ({ message: "courses alive" }),
        createCourse: () => refuse(),
        getCourse: () => refuse(),
        listCourses: () => refuse(),
        replaceCourse: () => refuse(),
        updateCourse: () => refuse(),
        deleteCourse: () => refuse(),
        listCourseStudents: () => refuse(),
        listCoursesOfStudent: ({ studentId }, call) => {
          this.asked.push([studentId, call.header("x-api-key")]);
          if (this.fault) throw this.fault;
          return { courses: [course] };
        },
      }),
    ],
  };
}

function refuse(): never {
  throw new Fault({ code: "unimplemented", reason: "UNKNOWN_RPC", message: "The courses of a test know one rpc." });
}
