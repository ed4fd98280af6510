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
});

const urls = {
  "mongo-elsewhere": "mongodb://mongo.example.com",
  "nats-elsewhere": "nats://nats.example.com",
  "postgres-elsewhere": "postgres://postgres.example.com/flotilla",
  "redis-elsewhere": "rediss://redis.example.com",
};
