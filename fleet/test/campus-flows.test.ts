import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Campus, Victim } from "../exactly-once/processes/campus.ts";
import { missesServers } from "../exactly-once/processes/misses-servers.ts";
import { startEmbeddedCampus } from "../exactly-once/processes/start-embedded-campus.ts";
import { startRealCampus } from "../exactly-once/processes/start-real-campus.ts";
import { CampusClient, until } from "./campus-client.ts";

const unknown = { student: "00000000-0000-4000-8000-000000000000", course: "0".repeat(24) };

describe("the campus as one process on files", () => flows(startEmbeddedCampus));
describe("the campus on PostgreSQL, MongoDB, Redis and NATS", { skip: missesServers() }, () => {
  flows(startRealCampus);
  outages(startRealCampus);
});

/** What both services make of each other's writes, whatever they live on. */
function flows(start: () => Promise<Campus>): void {
  let campus: Campus;
  let client: CampusClient;
  before(async () => {
    campus = await start();
    client = new CampusClient(campus);
    await client.untilServed();
  });
  after(() => campus[Symbol.asyncDispose]());

  it("links from either side", async () => {
    const [one, two] = [await client.open(), await client.open()];
    const student = await client.enrol([one]);
    await until(() => client.studentsOf(one), [student]);
    await client.linkCourse(two, [student]);
    await until(() => client.coursesOf(student), [one, two].sort());
  });

  it("unlinks from either side", async () => {
    const [one, two] = [await client.open(), await client.open()];
    const student = await client.enrol([one, two]);
    await until(() => client.studentsOf(two), [student]);
    await client.linkStudent(student, [two]);
    await until(() => client.studentsOf(one), []);
    await client.linkCourse(two, []);
    await until(() => client.coursesOf(student), []);
  });

  it("takes back links with unknown and malformed ids", async () => {
    const course = await client.open();
    const student = await client.enrol([course, unknown.course, "no id", "../../etc", ""]);
    await until(() => client.coursesOf(student), [course]);
    const other = await client.open([student, unknown.student, "no id", student.toUpperCase(), ""]);
    await until(() => client.studentsOf(other), [student]);
  });

  it("takes back a sixteenth course of a student", async () => {
    const student = await client.enrol();
    const courses = await Promise.all(Array.from({ length: 17 }, () => client.open([student])));
    const linked = async () => {
      const own = await client.coursesOf(student);
      const others = await Promise.all(
        courses.map(async (id) => ((await client.studentsOf(id)).length > 0 ? [id] : [])),
      );
      return { count: own.length, isSame: JSON.stringify(own) === JSON.stringify(others.flat().sort()) };
    };
    await until(linked, { count: 15, isSame: true });
  });

  it("takes back a sixty-first student of a course", async () => {
    const course = await client.open();
    const students = await Promise.all(Array.from({ length: 62 }, () => client.enrol([course])));
    const linked = async () => {
      const own = await client.studentsOf(course);
      const others = await Promise.all(
        students.map(async (id) => ((await client.coursesOf(id)).length > 0 ? [id] : [])),
      );
      return { count: own.length, isSame: JSON.stringify(own) === JSON.stringify(others.flat().sort()) };
    };
    await until(linked, { count: 60, isSame: true });
  });

  it("forgets what is removed on the other side", async () => {
    const course = await client.open();
    const [student, stays] = [await client.enrol([course]), await client.enrol([course])];
    await until(() => client.studentsOf(course), [student, stays].sort());
    await client.ask("DELETE", `/api/students/${student}`);
    await until(() => client.studentsOf(course), [stays]);
    await client.ask("DELETE", `/api/courses/${course}`);
    await until(() => client.coursesOf(stays), []);
  });

  it("shows a new name on the other side at once", async () => {
    const course = await client.open();
    const student = await client.enrol([course]);
    await until(() => client.studentsOf(course), [student]);
    for (const name of ["First", "Second", "Third"]) {
      await client.ask("PATCH", `/api/students/${student}?update_mask=name`, { name });
      assert.deepEqual(
        (await client.listStudentsOf(course)).map((record) => record.name),
        [name],
      );
    }
  });
}

/** What becomes of writes while somebody is away. */
function outages(start: () => Promise<Campus>): void {
  let campus: Campus;
  let client: CampusClient;
  const who = (name: string): Victim => campus.victims.find((victim) => victim.name === name)!;
  before(async () => {
    campus = await start();
    client = new CampusClient(campus);
    await client.untilServed();
  });
  after(() => campus[Symbol.asyncDispose]());

  /** A service that is dead tells nobody: what it wrote last must be with the broker. */
  const isPublished = async (course: string) =>
    (await campus.readMessages()).some(({ id }) => id.endsWith(`/${course}/add`));

  it("tells each service later what the other wrote while it was away", async () => {
    const course = await client.open();
    await who("courses").kill();
    const student = await client.enrol([course]);
    await until(() => isPublished(course), true);
    await who("students").kill();
    await who("courses").restart();
    await until(() => client.studentsOf(course), [student]);
    await client.linkCourse(course, []);
    await who("students").restart();
    await until(() => client.coursesOf(student), []);
  });

  it("does not care who starts first", async () => {
    const names = ["courses", "students", "postgres", "mongo", "redis", "nats"];
    await Promise.all(names.map((name) => who(name).kill()));
    for (const name of names) await who(name).restart();
    const course = await retried(() => client.open());
    const student = await retried(() => client.enrol([course]));
    await until(() => client.studentsOf(course), [student]);
  });

  it("fills a broker that lost everything from the outboxes", async () => {
    const course = await client.open();
    await who("courses").kill();
    const student = await client.enrol([course]);
    await until(() => isPublished(course), true);
    await campus.wipeBroker!();
    await who("courses").restart();
    await until(() => client.studentsOf(course), [student]);
  });
}

/** What failed while its store came back is asked again. */
async function retried(write: () => Promise<string>): Promise<string> {
  let id = "";
  await until(async () => {
    id ||= await write();
    return true;
  }, true);
  return id;
}
