import { Fault, implement, type Module } from "@flotilla/chassis";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";

const student = {
  id: "00000000-0000-7000-8000-000000000001",
  name: "Augusta",
  firstName: "Ada",
  lastName: "Lovelace",
  courseIds: ["65f000000000000000000001"],
};

/** A students service that does as a test tells it: every course takes one student. */
export class FakeStudents {
  /** What every call fails with. */
  fault: Fault | undefined;
  /** Courses that were asked about, each with the API key that was shown. */
  readonly asked: (readonly [courseId: string, apiKey: string | undefined])[] = [];

  readonly module: Module = {
    name: "students",
    parts: [],
    services: [
      implement(StudentsService, {
        getStudentsHealth: () => ({ message: "students alive" }),
        createStudent: () => refuse(),
        getStudent: () => refuse(),
        listStudents: () => refuse(),
        replaceStudent: () => refuse(),
        updateStudent: () => refuse(),
        deleteStudent: () => refuse(),
        listStudentCourses: () => refuse(),
        listStudentsOfCourse: ({ courseId }, call) => {
          this.asked.push([courseId, call.header("x-api-key")]);
          if (this.fault) throw this.fault;
          return { students: [student] };
        },
      }),
    ],
  };
}

function refuse(): never {
  throw new Fault({ code: "unimplemented", reason: "UNKNOWN_RPC", message: "The students of a test know one rpc." });
}
