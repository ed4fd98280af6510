import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Registry } from "@prometheus-io/client";
import { Histogram, registerFamily } from "./histogram.ts";

const trace = { traceId: "a".repeat(32), spanId: "b".repeat(16), parentSpanId: undefined, state: undefined };

function setUp() {
  const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  const options = { name: "wait_seconds", help: "Waiting.", labelNames: ["queue"], buckets: [0.1, 1] };
  return { registry, histogram: new Histogram(registry, options) };
}

describe("Histogram", () => {
  it("counts into cumulative buckets, bounds included", async () => {
    const { registry, histogram } = setUp();
    const series = histogram.add("fast");
    for (const value of [0, 0.1, 0.5, 1, 7]) series.observe(value);
    assert.deepEqual((await registry.metrics()).trim().split("\n"), [
      "# HELP wait_seconds Waiting.",
      "# TYPE wait_seconds histogram",
      'wait_seconds_bucket{queue="fast",le="0.1"} 2',
      'wait_seconds_bucket{queue="fast",le="1"} 4',
      'wait_seconds_bucket{queue="fast",le="+Inf"} 5',
      'wait_seconds_sum{queue="fast"} 8.6',
      'wait_seconds_count{queue="fast"} 5',
      "# EOF",
    ]);
    assert.equal(series.count, 5);
  });

  it("keeps the last sampled trace of each bucket as its exemplar", async () => {
    const { registry, histogram } = setUp();
    const series = histogram.add("fast");
    series.observe(0.5, { ...trace, isSampled: true });
    series.observe(0.6, { ...trace, spanId: "c".repeat(16), isSampled: true });
    series.observe(0.7, { ...trace, spanId: "d".repeat(16), isSampled: false });
    series.observe(5, { ...trace, isSampled: true });
    const text = await registry.metrics();
    assert.match(text, /le="1"\} 3 # \{trace_id="a{32}",span_id="c{16}"\} 0\.6 \d+(\.\d+)?\n/);
    assert.match(text, /le="\+Inf"\} 4 # \{trace_id="a{32}",span_id="b{16}"\} 5 /);
    assert.doesNotMatch(text, /d{16}/);
  });

  it("stays right when it is read again, and escapes labels", async () => {
    const { registry, histogram } = setUp();
    histogram.add('a"b\\c\nd').observe(1);
    assert.equal(await registry.metrics(), await registry.metrics());
    assert.ok((await registry.metrics()).includes('queue="a\\"b\\\\c\\nd"'));
  });
});

describe("registerFamily", () => {
  it("reads a counter only when it is scraped, under its right name every time", async () => {
    const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
    let value = 1;
    registerFamily(registry, { name: "things_total", help: "Things." }, "counter", () => [{ labels: {}, value }]);
    value = 2;
    const text = "# HELP things Things.\n# TYPE things counter\nthings_total 2\n# EOF\n";
    assert.equal(await registry.metrics(), text);
    assert.equal(await registry.metrics(), text);
  });
});
