import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { type Fleet, readFleet, type ShippedService } from "./fleet.ts";
import { generateValues } from "./values.ts";

const fleet = readFleet();

const readValues = (given: Fleet) => {
  const [chart, values] = generateValues(given).map(({ text }) => parse(text));
  return { chart, values };
};

/** The fleet with one service changed. */
const change = (name: string, to: (service: ShippedService) => Partial<ShippedService>): Fleet => ({
  ...fleet,
  services: fleet.services.map((service) => (service.name === name ? { ...service, ...to(service) } : service)),
});

describe("values of the chart, as they are generated", () => {
  it("follow the contract's routes", () => {
    const template = { text: "/v2/greeting", segments: [], variables: [], suffix: "" };
    const changed = change("hello", ({ rpcs }) => ({
      rpcs: rpcs.map((rpc) => ({ ...rpc, bindings: [{ verb: "GET", template, body: "", responseBody: "" }] })),
    }));
    assert.deepEqual(readValues(fleet).values.services.hello.routes, [{ kind: "exact", path: "/" }]);
    assert.deepEqual(readValues(changed).values.services.hello.routes, [{ kind: "exact", path: "/v2/greeting" }]);
  });

  it("follow the manifest", () => {
    const resources = { cpu: "1", memory: "2Gi", memoryLimit: "3Gi" };
    const changed = change("places", () => ({ calls: ["clock"], scale: "one", isPublic: false, resources }));
    const { places } = readValues(changed).values.services;
    assert.deepEqual(places, {
      scale: "one",
      isPublic: false,
      calls: ["clock"],
      stores: [],
      resources,
      routes: [],
      rpcs: [],
    });
  });

  it("have the registry, the repository and the version of the release", () => {
    const { chart, values } = readValues({ ...fleet, version: "9.8.7", registry: "r.example", repository: "a/b" });
    assert.deepEqual([chart.version, chart.appVersion, chart.home], ["9.8.7", "9.8.7", "https://github.com/a/b"]);
    assert.deepEqual([values.image.registry, values.image.repository], ["r.example", "a/b"]);
  });

  it("keep what is written by hand, for one service too", () => {
    const { values } = readValues(fleet);
    assert.equal(values.serviceDefaults.drainDelayMs, 5000);
    assert.deepEqual(values.services.hello.configFiles, {
      MESSAGES_FILE: { configMap: "message-config", key: "MESSAGES" },
    });
  });
});
