import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { services } from "@flotilla/fleet/manifest";
import { parse } from "yaml";
import { type Fleet, readFleet } from "../fleet.ts";
import { changeSlo } from "../test/change-slo.ts";
import { ourCodes } from "./budget-rules.ts";
import { generateRules, toRuleGroups } from "./rules.ts";

const fleet = readFleet();
const hello = services.find(({ name }) => name === "hello")!;

describe("the rules of Prometheus", () => {
  it("promise what the contract does, of every rpc", () => {
    const rpcs = fleet.services.flatMap(({ rpcs }) => rpcs);
    assert.equal(find(fleet, "slo:availability:objective").length, rpcs.length);
    assert.equal(
      find(fleet, "slo:latency:objective").length,
      rpcs.filter(({ slo }) => slo.latency !== undefined).length,
    );
  });

  it("change with the contract", () => {
    const contracts = [changeSlo(HelloService, "GetHello", { availability: 0.95, latency: { nanos: 25_000_000 } })];
    const changed = readFleet([{ ...hello, contracts }]);
    assert.deepEqual(find(changed, "slo:availability:objective"), [
      { expr: "vector(0.95)", labels: { service: HelloService.typeName, method: "GetHello" } },
    ]);
    assert.deepEqual(find(changed, "slo:latency:objective"), [
      { expr: "vector(0.99)", labels: { service: HelloService.typeName, method: "GetHello", seconds: "0.025" } },
    ]);
    assert.match(find(changed, "rpc:slow:rate5m")[0]!.expr, /le=~"0\[\.\]025"/);
  });

  it("refuse a promise of which no alert could tell that it is broken", () => {
    const contracts = [changeSlo(HelloService, "GetHello", { availability: 0.9 })];
    assert.throws(
      () => toRuleGroups(readFleet([{ ...hello, contracts }])),
      /GetHello: no outage is 14\.4 times what 0\.9 allows/,
    );
  });

  it("count as ours what HTTP calls an error of the server", () => {
    assert.deepEqual(ourCodes, [
      "data_loss",
      "deadline_exceeded",
      "internal",
      "unavailable",
      "unimplemented",
      "unknown",
    ]);
  });

  it("wait in compose for every service of the manifest", () => {
    const absent = listAlerts(fleet).filter(({ alert, labels }) => alert === "TargetAbsent" && "job" in labels);
    assert.deepEqual(
      absent.map(({ labels }) => labels["job"]),
      services.map(({ name }) => name),
    );
  });

  it("ask Kong for nothing that only its checks of health would tell, since no gateway of ours makes any", () => {
    const deploy = join(import.meta.dirname, "../..");
    const gateways = ["gateway/kong/kong.yaml", "rendered/flotilla.yaml"].map((path) =>
      readFileSync(join(deploy, path), "utf8"),
    );
    assert.ok(gateways.every((text) => !/healthchecks|KongUpstreamPolicy/.test(text)));
    const alerts = toRuleGroups(fleet).flatMap(({ rules }) => rules.filter((rule) => "name" in rule));
    const asking = alerts.filter(({ expr }) => expr.includes("kong_upstream_target_health"));
    assert.deepEqual(asking, []);
  });

  it("tell alerts of one name apart by their labels", () => {
    const identities = listAlerts(fleet).map(({ alert, labels }) => `${alert} ${JSON.stringify(labels)}`);
    assert.deepEqual(identities, [...new Set(identities)]);
  });

  it("are the same for Prometheus and for its operator", () => {
    const [budgets, alerts, , operator] = generateRules(fleet).map(({ text }) => parse(text));
    assert.deepEqual(operator.spec.groups, [...budgets.groups, ...alerts.groups]);
  });
});

interface WrittenAlert {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
}

function find(of: Fleet, record: string) {
  const rules = toRuleGroups(of).flatMap((group) => group.rules);
  return rules.flatMap((rule) => ("record" in rule && rule.record === record ? [omitName(rule)] : []));
}

function omitName({ expr, labels }: { readonly expr: string; readonly labels?: Readonly<Record<string, string>> }) {
  return labels === undefined ? { expr } : { expr, labels };
}

function listAlerts(of: Fleet): readonly WrittenAlert[] {
  const [, alerts, compose] = generateRules(of).map(({ text }) => parse(text));
  const groups: readonly { readonly rules: readonly WrittenAlert[] }[] = [...alerts.groups, ...compose.groups];
  return groups.flatMap(({ rules }) => rules);
}
