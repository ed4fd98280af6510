import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Registry } from "@prometheus-io/client";
import { Scrapes } from "./scrapes.ts";

const read = async (registry: Registry) =>
  (await registry.metrics()).split("\n").filter((line) => /^metrics_/.test(line));

describe("scrapes of the metrics", () => {
  it("are counted from 0 on by what became of them", async () => {
    const registry = new Registry();
    const scrapes = new Scrapes(registry);
    assert.deepEqual(await read(registry), [
      'metrics_scrapes_total{status="200"} 0',
      'metrics_scrapes_total{status="500"} 0',
      "metrics_scrapes_in_flight 0",
    ]);
    await scrapes.run(async () => "text");
    const cause = new Error("broken on purpose");
    await assert.rejects(
      scrapes.run(() => Promise.reject(cause)),
      cause,
    );
    assert.deepEqual(await read(registry), [
      'metrics_scrapes_total{status="200"} 1',
      'metrics_scrapes_total{status="500"} 1',
      "metrics_scrapes_in_flight 0",
    ]);
  });

  it("see themselves while they run", async () => {
    const registry = new Registry();
    const scrapes = new Scrapes(registry);
    const [seen] = await Promise.all([scrapes.run(() => registry.metrics()), scrapes.run(() => registry.metrics())]);
    assert.match(seen, /^metrics_scrapes_in_flight 2$/m);
  });
});
