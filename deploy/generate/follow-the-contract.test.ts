import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type DescService, setExtension } from "@bufbuild/protobuf";
import { StudentEventsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { http } from "@flotilla/contract/google/api/annotations";
import { HttpRuleSchema } from "@flotilla/contract/google/api/http";
import { services } from "@flotilla/fleet/manifest";
import { readFleet } from "./fleet.ts";
import { generators } from "./generators.ts";
import { changePolicy } from "./test/change-policy.ts";
import { changeRpc } from "./test/change-rpc.ts";
import { changeSlo } from "./test/change-slo.ts";

/** What is generated from the manifest with these contracts in place of those of the same names. */
function generateWith(...changed: readonly DescService[]): ReadonlyMap<string, string> {
  const byName = new Map(changed.map((contract) => [contract.typeName, contract]));
  const entries = services.map((entry) => ({
    ...entry,
    contracts: entry.contracts.map((contract) => byName.get(contract.typeName) ?? contract),
  }));
  const outputs = generators.flatMap((generate) => generate(readFleet(entries)));
  return new Map(outputs.map(({ path, text }) => [path, text]));
}

const usual = generateWith();

/** Paths of the files that are not as usual. */
function listChanged(outputs: ReadonlyMap<string, string>): readonly string[] {
  const paths = new Set([...usual.keys(), ...outputs.keys()]);
  return [...paths].filter((path) => usual.get(path) !== outputs.get(path)).sort();
}

describe("what is generated", () => {
  it("follows a route to the gateways, the chart and OpenAPI", () => {
    const rule = create(HttpRuleSchema, { pattern: { case: "get", value: "/v2/greeting" } });
    const moved = changeRpc(HelloService, "GetHello", (options) => setExtension(options, http, rule));
    const outputs = generateWith(moved);
    const following = [
      "deploy/catalogue/openapi/hello.json",
      "deploy/chart/flotilla/values.yaml",
      "deploy/gateway/kong/kong.yaml",
      "deploy/gateway/nginx/nginx.conf",
    ];
    const changed = listChanged(outputs);
    for (const path of following) {
      assert.ok(changed.includes(path), path);
      assert.ok(outputs.get(path)?.includes("/v2/greeting"), path);
    }
  });

  it("follows an objective to rules, their tests and dashboards, and to nothing else", () => {
    const changed = listChanged(generateWith(changeSlo(HelloService, "GetHello", { availability: 0.95 })));
    assert.ok(changed.some((path) => path.startsWith("deploy/monitoring/prometheus/rules/")));
    assert.ok(changed.some((path) => path.startsWith("deploy/monitoring/dashboards/")));
    assert.deepEqual(
      changed.filter((path) => !path.startsWith("deploy/monitoring/")),
      [],
    );
  });

  it("follows a new event to AsyncAPI and the catalogue, and to nothing else", () => {
    const telling = changePolicy(UsersService, "CreateUser", ({ emits }) => emits.push("user.added"));
    const outputs = generateWith(telling);
    assert.deepEqual(listChanged(outputs), [
      "deploy/catalogue/apis.yaml",
      "deploy/catalogue/asyncapi/users.json",
      "deploy/catalogue/components.yaml",
    ]);
    const document = JSON.parse(outputs.get("deploy/catalogue/asyncapi/users.json")!);
    assert.equal(document.operations["send.user.added"].channel.$ref, "#/channels/user.added");
    assert.match(outputs.get("deploy/catalogue/components.yaml")!, /- users-events\n/);
    assert.match(outputs.get("deploy/catalogue/apis.yaml")!, /\$text: asyncapi\/users\.json\n/);
  });

  it("follows a subscription to another subject", () => {
    const listening = changePolicy(StudentEventsService, "ApplyStudentLink", ({ subscription }) => {
      subscription!.subject = "course.to_modify";
      subscription!.durable = "COURSE_WATCH";
    });
    const outputs = generateWith(listening);
    const { operations } = JSON.parse(outputs.get("deploy/catalogue/asyncapi/students.json")!);
    assert.equal(operations["receive.course.to_modify"]["x-jetstream"].durable, "COURSE_WATCH");
    assert.equal(operations["receive.course.modified"], undefined);
    assert.match(outputs.get("deploy/catalogue/resources.yaml")!, /name: COURSE_WATCH\n/);
  });
});
