// `npm run compose:try`: the core of compose.yaml without containers, on real stores, and a walk through it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { ClockService } from "@flotilla/contract/flotilla/clock/v1/clock";
import { services } from "@flotilla/fleet/manifest";
import { connections, type StartedApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { missesPostgres } from "@flotilla/testkit/start-postgres";
import { CampusClient, until } from "../../../fleet/test/campus-client.ts";
import { startTopology, type Topology } from "./start-topology.ts";

const programs = ["nats-server", "redis-server", "nginx"].map((name) => findProgram(name).missing);
// Each process is told when this one ends.
process.setMaxListeners(30);
const skip = [missesPostgres(), missesMongo(), ...programs].find(Boolean) || false;

describe("the core of compose", { skip }, () => {
  let core: Topology;
  let campus: CampusClient;
  before(async () => {
    core = await startTopology();
    campus = new CampusClient({ addresses: { left: core.httpUrl, right: core.httpUrl } });
    await campus.untilServed();
  });
  after(() => core?.[Symbol.asyncDispose]());

  for (const { name } of services) {
    it(`has ${name} ready, and nothing that it could do without away`, async () => {
      const ready = async () => {
        const answer = await fetch(`${core.toAdminUrl(name)}/readyz`);
        return { status: answer.status, isDegraded: (await answer.text()).includes("degraded") };
      };
      await until(ready, { status: 200, isDegraded: false });
    });
  }

  it("links students and courses from either side, by events", async () => {
    const course = await campus.open();
    const student = await campus.enrol([course]);
    await until(() => campus.studentsOf(course), [student]);
    const other = await campus.open();
    await campus.linkCourse(other, [student]);
    await until(() => campus.coursesOf(student), [course, other].sort());
    assert.deepEqual(
      (await campus.listStudentsOf(course)).map(({ id }) => id),
      [student],
    );
  });

  it("keeps users and ports in files of their own", async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ email: "ada@example.org", firstName: "Ada", lastName: "Lovelace", age: 36 });
    const made = await fetch(`${core.httpUrl}/v1/users`, { method: "POST", headers, body });
    assert.equal(made.status, 201, await made.text());
    await until(async () => (await fetch(`${core.httpUrl}/ports/AEAJM`)).status, 200);
  });

  it("tells the time by gRPC, asking places", async () => {
    const connection = connections.grpc({ url: core.grpcUrl } as StartedApp);
    const { timezone } = await createClient(ClockService, connection.transport).getTime({ place: "Lisbon" });
    connection.close();
    assert.equal(timezone, "Europe/Lisbon");
  });

  it("says what hello's file says", async () => {
    assert.match(await (await fetch(`${core.httpUrl}/`)).text(), /Hello, World!/);
  });

  it("sends the spans of one call in several services to Jaeger", async () => {
    const traces = () => Map.groupBy(core.jaeger.spans, ({ traceId }) => traceId);
    const isWhole = async () =>
      [...traces().values()].some((spans) => {
        const names = new Set(spans.map(({ service }) => service));
        return names.has("students") && names.has("courses");
      });
    await until(isWhole, true);
  });
});
