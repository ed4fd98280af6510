// The environment of each service, as its pod gets it, read by the service's own fields.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { readConfig } from "@flotilla/chassis";
import { services } from "@flotilla/fleet/manifest";
import { readDeclaredSettings } from "../../test/declared-settings.ts";
import { stores } from "./options.ts";
import { toEnvironment, toPod } from "./pods.ts";
import { find, type Manifest, missesHelm, renderChart } from "./render-chart.ts";

/** What is set beside settings: the parts that `$(…)` is made from. */
const parts = /^(MONGO|NATS|POSTGRES|REDIS)_PASSWORD$/;

describe("settings in pods", { skip: missesHelm }, () => {
  const variants: Readonly<Record<string, object>> = {
    "as the chart comes": {},
    "with stores elsewhere": { stores },
    "with spans": { tracing: { endpoint: "http://collector.monitoring:4318" } },
  };
  for (const [variant, values] of Object.entries(variants)) {
    describe(variant, () => {
      let manifests: readonly Manifest[] = [];
      before(async () => {
        manifests = await renderChart(values);
      });

      for (const { name, scale } of services) {
        it(`are settings that ${name} takes`, async () => {
          const workload = find(manifests, scale === "one" ? "StatefulSet" : "Deployment", name);
          const environment = toEnvironment(toPod(workload).containers[0]!, manifests, urls);
          const { fields, checks } = await readDeclaredSettings(name);
          const known = new Set(Object.values(fields).map(({ env }) => env));
          const unknown = Object.keys(environment).filter((variable) => !known.has(variable) && !parts.test(variable));
          assert.deepEqual(unknown, []);
          const settings = readConfig(fields, environment, checks as never);
          assert.equal(settings["host"], "0.0.0.0");
        });
      }
    });
  }

  const readOwn = async (name: string, values: object) => {
    const manifests = await renderChart(values);
    return toEnvironment(toPod(find(manifests, "Deployment", name)).containers[0]!, manifests);
  };

  it("are the numbers that the values say, however large", async () => {
    const environment = await readOwn("hello", { settings: { MAX_BODY_BYTES: 10_485_760 }, tracing: spans });
    const { fields, checks } = await readDeclaredSettings("hello");
    assert.equal(readConfig(fields, environment, checks as never)["maxBodyBytes"], 10_485_760);
    assert.equal(environment["OTEL_TRACES_SAMPLER_ARG"], "0.25");
  });

  it("are those of one service rather than those of all, even if that is false, none or nothing", async () => {
    const settings = { SHED_LOAD: true, MAX_HTTP1_CONNECTIONS: 7, LOG_LEVEL: "debug" };
    const own = { SHED_LOAD: false, MAX_HTTP1_CONNECTIONS: 0, LOG_LEVEL: "" };
    const environment = await readOwn("hello", { settings, services: { hello: { settings: own } } });
    const picked = Object.keys(own).map((variable) => environment[variable]);
    assert.deepEqual(picked, ["false", "0", ""]);
  });
});

const spans = { endpoint: "http://collector.monitoring:4318", ratio: 0.25 };

const urls = {
  "mongo-elsewhere": "mongodb://mongo.example.com",
  "nats-elsewhere": "nats://nats.example.com",
  "postgres-elsewhere": "postgres://postgres.example.com/flotilla",
  "redis-elsewhere": "rediss://redis.example.com",
};
