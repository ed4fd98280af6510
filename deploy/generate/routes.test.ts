import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFleet } from "./fleet.ts";
import { listRestRoutes, listRpcRoutes, type RestRoute, toPattern } from "./routes.ts";

const fleet = readFleet();
const routes = listRestRoutes(fleet);

const show = ({ service, kind, path }: RestRoute) => `${service} ${kind} ${path}`;
const findServices = (path: string) =>
  routes.filter((route) => new RegExp(toPattern(route)).test(path)).map(({ service }) => service);

describe("routes of gateways", () => {
  for (const service of fleet.services.filter(({ isPublic }) => isPublic)) {
    for (const { method, bindings } of service.rpcs) {
      for (const { verb, template } of bindings) {
        it(`hands ${verb} ${template.text} to ${service.name}, for ${method.path}`, () => {
          assert.deepEqual(findServices(template.text.replaceAll(/\{[^}]*\}/g, "some")), [service.name]);
        });
      }
    }
  }

  it("keeps as few paths as will do", () => {
    assert.deepEqual(routes.filter(({ service }) => service === "users").map(show), [
      "users prefix /v1/users",
      "users exact /v1/users:byEmail",
    ]);
    assert.deepEqual(routes.filter(({ service }) => service === "hello").map(show), ["hello exact /"]);
  });

  it("matches segment by segment", () => {
    const students = "/api/students";
    assert.deepEqual(findServices(students), ["students"]);
    assert.deepEqual(findServices(`${students}/1/courses`), ["students"]);
    assert.deepEqual(findServices(`${students}2`), []);
    assert.deepEqual(findServices(`/x${students}`), []);
  });

  it("refuses a path that starts with a variable", () => {
    const [first] = fleet.services.filter(({ rpcs }) => rpcs.some(({ bindings }) => bindings.length > 0));
    const template = { text: "/{any}", segments: [{ kind: "one" }], variables: [], suffix: "" } as const;
    const binding = { verb: "GET", template, body: "", responseBody: "" };
    const rpcs = [{ ...first!.rpcs[0]!, bindings: [binding] }];
    assert.throws(() => listRestRoutes({ ...fleet, services: [{ ...first!, rpcs }] }), /\/\{any\}/);
  });

  it("shows callers every contract of public services but those of messages", () => {
    const contracts = listRpcRoutes(fleet).map(({ contract }) => contract);
    assert.ok(contracts.includes("flotilla.users.v1.UsersService"));
    assert.ok(contracts.includes("user.UserService"));
    assert.ok(!contracts.some((contract) => contract.includes("Events")));
    const [hello] = listRpcRoutes(fleet).filter(({ service }) => service === "hello");
    assert.deepEqual(hello, { service: "hello", contract: "flotilla.hello.v1.HelloService", rpcs: ["GetHello"] });
  });
});
