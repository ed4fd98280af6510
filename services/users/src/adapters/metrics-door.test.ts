import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { Gauge, Registry } from "@prometheus-io/client";
import { createMetricsDoor } from "./metrics-door.ts";

async function openDoor(registry: Registry) {
  const settings = readConfig(chassisFields, { PORT: "0", LOG_LEVEL: "silent" });
  const doors = [createMetricsDoor({ host: "127.0.0.1", port: 0, registry })];
  const modules = [{ name: "metrics", services: [], parts: [], doors }];
  const app = new App({ settings, telemetry: createTelemetry(settings, "test"), modules, defaultPort: 0 });
  await app.start();
  const url = app.doors.find((door) => door.name === "metrics")!.url;
  return { url, [Symbol.asyncDispose]: () => app.stop() };
}

describe("the metrics door", () => {
  it("answers the metrics on any path", async () => {
    const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
    new Gauge({ name: "seen", help: "h", registers: [registry] }).set(7);
    await using open = await openDoor(registry);
    for (const path of ["/", "/metrics", "/any/thing?x=1"]) {
      const response = await fetch(open.url + path);
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
      assert.match(await response.text(), /^seen 7$/m);
    }
    const accept = "application/openmetrics-text; version=1.0.0";
    assert.match(await (await fetch(open.url, { headers: { accept } })).text(), /# EOF\n$/);
    assert.equal((await fetch(open.url, { method: "HEAD" })).status, 200);
  });

  it("refuses other verbs", async () => {
    await using open = await openDoor(new Registry());
    const response = await fetch(open.url, { method: "POST", body: "x" });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  });

  it("answers 500 when the metrics cannot be read, and goes on", async () => {
    const registry = new Registry();
    const collect = () => Promise.reject(new Error("no"));
    new Gauge({ name: "broken", help: "h", registers: [registry], collect });
    await using open = await openDoor(registry);
    assert.equal((await fetch(open.url)).status, 500);
    assert.equal((await fetch(open.url)).status, 500);
  });
});
