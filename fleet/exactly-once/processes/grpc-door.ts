import type { Caller } from "@flotilla/chassis/client";
import { type Client, createClient, Fault } from "@flotilla/chassis/client";
import type { Side } from "@flotilla/chassis/relation";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import type { Door, WriteAnswer, WriteRequest } from "../workload/door.ts";
import { isForGood } from "../workload/is-for-good.ts";

interface Clients {
  readonly students: Client<typeof StudentsService>;
  readonly courses: Client<typeof CoursesService>;
}

const timeoutMs = 3000;

/** Both services over gRPC, or whatever the callers speak. Reads go through `reading`. */
export function createGrpcDoor(callers: Readonly<Record<Side, Caller>>, reading: Pick<Door, "read">): Door {
  const clients = {
    students: createClient(StudentsService, callers.left),
    courses: createClient(CoursesService, callers.right),
  };
  return { read: (side, id) => reading.read(side, id), write: (request) => write(clients, request) };
}

async function write(clients: Clients, request: WriteRequest): Promise<WriteAnswer> {
  let answered: Readonly<Record<string, unknown>> = {};
  const { key, ifMatch } = request;
  const headers = { "idempotency-key": key, ...(ifMatch === undefined ? {} : { "if-match": `"${ifMatch}"` }) };
  const options = { timeoutMs, headers, onHeaders: (heard: object) => (answered = { ...heard }) };
  try {
    const id = await (request.side === "left" ? writeStudent : writeCourse)(clients, request, options);
    const version = String(answered["etag"] ?? "").replaceAll('"', "");
    return { state: "done", id, version, isReplayed: answered["idempotent-replayed"] === "true" };
  } catch (error) {
    if (!(error instanceof Fault) || !isForGood(error.code, error.reason)) throw error;
    return { state: "refused", reason: error.reason };
  }
}

type Options = NonNullable<Parameters<Clients["students"]["createStudent"]>[1]>;

async function writeStudent({ students }: Clients, request: WriteRequest, options: Options): Promise<string> {
  const { kind, id, words = {}, links } = request;
  const { name, first_name: firstName, last_name: lastName } = words;
  const student = { name: name!, firstName: firstName!, lastName: lastName!, courseIds: [...(links ?? [])] };
  const updateMask = { paths: [...Object.keys(words), ...(links ? ["course_ids"] : [])] };
  if (kind === "create") return (await students.createStudent({ student }, options)).data!.id;
  if (kind === "replace") await students.replaceStudent({ id, student }, options);
  else if (kind === "update") await students.updateStudent({ id, student, updateMask }, options);
  else await students.deleteStudent({ id }, options);
  return id;
}

async function writeCourse({ courses }: Clients, request: WriteRequest, options: Options): Promise<string> {
  const { kind, id, words = {}, links } = request;
  const { name, description, discipline, teacher } = words;
  const studentIds = [...(links ?? [])];
  const course = {
    ...{ name: name!, description: description!, discipline: discipline!, teacher: teacher!, studentIds },
  };
  const updateMask = { paths: [...Object.keys(words), ...(links ? ["student_ids"] : [])] };
  if (kind === "create") return (await courses.createCourse({ course }, options)).data!.id;
  if (kind === "replace") await courses.replaceCourse({ id, course }, options);
  else if (kind === "update") await courses.updateCourse({ id, course, updateMask }, options);
  else await courses.deleteCourse({ id }, options);
  return id;
}
