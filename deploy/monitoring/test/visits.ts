// Calls of every rpc, in the words of its contract, so that everything that is counted has something to count.
import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { ClockService } from "@flotilla/contract/flotilla/clock/v1/clock";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { PicturesService } from "@flotilla/contract/flotilla/pictures/v1/pictures";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { PortsService } from "@flotilla/contract/flotilla/ports/v1/ports";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { GetCourseStudents, GetStudentCourses } from "@flotilla/contract/nis_test/nis_test";
import { UserService } from "@flotilla/contract/user/user";

/** Makes the client of a contract, by some door of the process that serves it. */
export type Clients = <T extends DescService>(contract: T) => Client<T>;

type Visit = (clients: Clients) => Promise<unknown>;

const somewhere = { latitude: 38.7, longitude: -9.1 };
const nobody = "00000000-0000-4000-8000-000000000000";
const nothing = "0".repeat(24);
const encoder = new TextEncoder();
let made = 0;

/** What is asked of each service by every door. */
export const visits: Readonly<Record<string, Visit>> = {
  async clock(clients) {
    const clock = clients(ClockService);
    await clock.getCovilha({});
    await clock.getTime({ place: "Lisbon" });
    // Elsewhere each time: clock remembers what places has told it.
    await clock.getNearestTime({ ...somewhere, longitude: (++made % 1800) / 10 });
  },
  hello: (clients) => clients(HelloService).getHello({}),
  async pictures(clients) {
    const pictures = clients(PicturesService);
    const { pictures: all } = await pictures.listPictures({});
    await pictures.getPicture({ name: all[0]?.name ?? "", width: 32 });
    await pictures.getRandomPicture({ width: 32 });
    await pictures.getHomerSimpson({ width: 32 });
  },
  async places(clients) {
    const places = clients(PlacesService);
    const { id } = await places.findPlace({ name: "Lisbon" });
    await places.getPlace({ id });
    await places.listPlaces({ name: "Lisbon" });
    await places.suggestPlaces({ prefix: "Lisb" });
    await places.findNearestPlaces(somewhere);
  },
  async ports(clients) {
    const ports = clients(PortsService);
    await ports.putPort({ unloc: "XXABC", port: { name: "Watch", city: "Watch", country: "Nowhere" } });
    await ports.getPort({ unloc: "XXABC" });
    await ports.listPorts({ pageSize: 2 });
    await ports.getQuality({});
  },
  async users(clients) {
    const users = clients(UsersService);
    const email = `watch-${++made}@example.com`;
    const { id, etag } = await users.createUser({ user: { email, firstName: "Watch" } });
    await users.getUser({ id });
    await users.getUserByEmail({ email });
    await users.listUsers({ pageSize: 2 });
    await users.updateUser({ user: { id, age: 40, etag }, updateMask: { paths: ["age"] } });
    await users.deleteUser({ id });
  },
  async students(clients) {
    const students = clients(StudentsService);
    const student = { name: "Watch", firstName: "Student", lastName: `number ${++made}`, courseIds: [nothing] };
    const id = (await students.createStudent({ student })).data?.id ?? "";
    await students.getStudentsHealth({});
    await students.getStudent({ id });
    await students.getStudent({ id });
    await students.listStudents({ pageSize: 2 });
    await students.replaceStudent({ id, student: { ...student, courseIds: [] } });
    await students.updateStudent({ id, student: { name: "Watched" }, updateMask: { paths: ["name"] } });
    await students.listStudentCourses({ id });
    await students.deleteStudent({ id });
  },
  async courses(clients) {
    const courses = clients(CoursesService);
    const course = {
      name: "Watch",
      description: "Watching",
      discipline: "Events",
      teacher: "Somebody",
      studentIds: [nobody],
    };
    const id = (await courses.createCourse({ course })).data?.id ?? "";
    await courses.getCoursesHealth({});
    await courses.getCourse({ id });
    await courses.getCourse({ id });
    await courses.listCourses({ pageSize: 2 });
    await courses.replaceCourse({ id, course: { ...course, studentIds: [] } });
    await courses.updateCourse({ id, course: { name: "Watched" }, updateMask: { paths: ["name"] } });
    await courses.listCourseStudents({ id });
    await courses.deleteCourse({ id });
  },
};

/** What REST does not reach, or not in this way. */
export const visitsByRpc: Readonly<Record<string, Visit>> = {
  ports: (clients) => clients(PortsService).importPorts(toFile()),
  async users(clients) {
    const users = clients(UserService);
    const email = `old-${++made}@example.com`;
    await users.create({ user: { email, name: { first: "Old", last: "Watch" }, age: 40 } });
    await users.list({});
    await users.getByEmail({ email });
    await users.searchName({ query: "Old" });
    await users.searchAge({ ageRange: { from: 30, toIncluded: 50 } });
  },
  async students(clients) {
    await clients(StudentsService).listStudentsOfCourse({ courseId: nothing });
    await clients(GetCourseStudents).getStudents({ id: nothing });
  },
  async courses(clients) {
    await clients(CoursesService).listCoursesOfStudent({ studentId: nobody });
    await clients(GetStudentCourses).getCourses({ id: nobody });
  },
};

async function* toFile() {
  const text = '{"XXDEF": {"name": "Watch", "city": "Watch", "country": "Nowhere"}}';
  yield { contentType: "application/json", data: encoder.encode(text) };
}
