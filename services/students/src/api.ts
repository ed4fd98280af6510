import { create } from "@bufbuild/protobuf";
import { implement, type Service } from "@flotilla/chassis";
import { readExpected, toEtag } from "@flotilla/chassis/relation";
import type { Course } from "@flotilla/contract/flotilla/campus/v1/courses_record";
import {
  CreateStudentResponseSchema,
  DeleteStudentResponseSchema,
  ReplaceStudentResponseSchema,
  StudentsService,
  UpdateStudentResponseSchema,
} from "@flotilla/contract/flotilla/campus/v1/students";
import { fromStudentMessage, toStudentMessage } from "./api/student-message.ts";
import { applyUpdateMask } from "./api/update-mask.ts";
import { write } from "./api/write.ts";
import { type EnrolPorts, enrolStudent } from "./domain/enrol-student.ts";
import { studentNotFound } from "./domain/faults.ts";
import { findStudents, findStudentsOfCourse } from "./domain/find-students.ts";
import { type ListCoursesPorts, listCourses } from "./domain/list-courses.ts";
import { removeStudent } from "./domain/remove-student.ts";
import { replaceStudent } from "./domain/replace-student.ts";
import { type UpdatePorts, updateStudent } from "./domain/update-student.ts";

/** What the rpcs work with. */
export type StudentsPorts = EnrolPorts & UpdatePorts & ListCoursesPorts<Course>;

/** StudentsService over the domain. */
export function createStudentsApi(ports: StudentsPorts): Service {
  const { store } = ports;
  return implement(StudentsService, {
    getStudentsHealth: () => ({ message: "students alive" }),

    createStudent: ({ student }, call) =>
      write(
        call,
        ({ id }) => ({
          answer: create(CreateStudentResponseSchema, { data: { id } }),
        }),
        (witness) => enrolStudent(ports, fromStudentMessage(student!), witness),
      ),

    async getStudent({ id }, call) {
      const student = await store.find(toStudentId(id));
      if (!student) throw studentNotFound(id);
      call.setHeader("etag", toEtag(student.version));
      return { data: toStudentMessage(student) };
    },

    async listStudents(listing) {
      const { students, nextPageToken } = await findStudents(store, listing);
      return { data: students.map(toStudentMessage), nextPageToken };
    },

    replaceStudent({ id, student }, call) {
      const replacement = { id: toStudentId(id), draft: fromStudentMessage(student!), expected: readExpected(call) };
      const tell = () => ({ answer: create(ReplaceStudentResponseSchema, ok) });
      return write(call, tell, (witness) => replaceStudent(ports, replacement, witness));
    },

    updateStudent({ id, student, updateMask }, call) {
      const fields = applyUpdateMask(student!, updateMask?.paths);
      const update = { id: toStudentId(id), fields, expected: readExpected(call) };
      const tell = () => ({ answer: create(UpdateStudentResponseSchema, ok) });
      return write(call, tell, (witness) => updateStudent(ports, update, witness));
    },

    deleteStudent({ id }, call) {
      const removal = { id: toStudentId(id), expected: readExpected(call) };
      const tell = () => ({ answer: create(DeleteStudentResponseSchema, ok) });
      return write(call, tell, (witness) => removeStudent(ports, removal, witness));
    },

    listStudentCourses: async ({ id }) => ({ data: [...(await listCourses(ports, toStudentId(id)))] }),

    listStudentsOfCourse: async ({ courseId }) => ({
      students: (await findStudentsOfCourse(store, courseId)).map(toStudentMessage),
    }),
  });
}

const ok = { data: "OK" };

/** A UUID means the same in capitals (RFC 9562 §4). */
function toStudentId(text: string): string {
  return text.toLowerCase();
}
