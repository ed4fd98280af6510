import { create } from "@bufbuild/protobuf";
import { implement, type Service } from "@flotilla/chassis";
import { readExpected, toEtag } from "@flotilla/chassis/relation";
import {
  CoursesService,
  CreateCourseResponseSchema,
  DeleteCourseResponseSchema,
  ReplaceCourseResponseSchema,
  UpdateCourseResponseSchema,
} from "@flotilla/contract/flotilla/campus/v1/courses";
import type { Student } from "@flotilla/contract/flotilla/campus/v1/students_record";
import { fromCourseMessage, toCourseMessage } from "./api/course-message.ts";
import { toKindType } from "./api/kind-message.ts";
import { applyUpdateMask } from "./api/update-mask.ts";
import { write } from "./api/write.ts";
import type { CourseChange } from "./domain/course-store.ts";
import { courseNotFound } from "./domain/faults.ts";
import { findCourses, findCoursesOfStudent } from "./domain/find-courses.ts";
import { type ListStudentsPorts, listStudents } from "./domain/list-students.ts";
import { type OpenPorts, openCourse } from "./domain/open-course.ts";
import { removeCourse } from "./domain/remove-course.ts";
import { replaceCourse } from "./domain/replace-course.ts";
import { type UpdatePorts, updateCourse } from "./domain/update-course.ts";

/** What the rpcs work with. */
export type CoursesPorts = OpenPorts & UpdatePorts & ListStudentsPorts<Student>;

/** CoursesService over the domain. */
export function createCoursesApi(ports: CoursesPorts): Service {
  const { store } = ports;
  return implement(CoursesService, {
    getCoursesHealth: () => ({ message: "courses alive" }),

    createCourse({ course }, call) {
      const key = call.keyed?.(create(CreateCourseResponseSchema)).id;
      const tell = ({ id }: CourseChange) => ({
        answer: create(CreateCourseResponseSchema, { data: { id } }),
      });
      return write(call, tell, (witness) => openCourse(ports, { draft: fromCourseMessage(course!), key }, witness));
    },

    async getCourse({ id }, call) {
      const course = await store.find(toCourseId(id));
      if (!course) throw courseNotFound(id);
      call.setHeader("etag", toEtag(course.version));
      return { data: toCourseMessage(course) };
    },

    async listCourses({ kind, ...listing }) {
      const { courses, nextPageToken } = await findCourses(store, { ...listing, kind: toKindType(kind) });
      return { data: courses.map(toCourseMessage), nextPageToken };
    },

    replaceCourse({ id, course }, call) {
      const replacement = {
        id: toCourseId(id),
        draft: fromCourseMessage(course!),
        expected: readExpected(call),
      };
      const tell = () => ({ answer: create(ReplaceCourseResponseSchema, ok) });
      return write(call, tell, (witness) => replaceCourse(ports, replacement, witness));
    },

    updateCourse({ id, course, updateMask }, call) {
      const fields = applyUpdateMask(course!, updateMask?.paths);
      const update = { id: toCourseId(id), fields, expected: readExpected(call) };
      const tell = () => ({ answer: create(UpdateCourseResponseSchema, ok) });
      return write(call, tell, (witness) => updateCourse(ports, update, witness));
    },

    deleteCourse({ id }, call) {
      const removal = { id: toCourseId(id), expected: readExpected(call) };
      const tell = () => ({ answer: create(DeleteCourseResponseSchema, ok) });
      return write(call, tell, (witness) => removeCourse(ports, removal, witness));
    },

    listCourseStudents: async ({ id }) => ({ data: [...(await listStudents(ports, toCourseId(id)))] }),

    listCoursesOfStudent: async ({ studentId }) => ({
      courses: (await findCoursesOfStudent(store, studentId)).map(toCourseMessage),
    }),
  });
}

const ok = { data: "OK" };

/** Hex digits mean the same in capitals. */
function toCourseId(text: string): string {
  return text.toLowerCase();
}
