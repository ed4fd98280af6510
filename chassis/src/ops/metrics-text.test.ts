import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Counter, Histogram, Registry } from "@prometheus-io/client";
import { renderMetrics, toPrometheusText } from "./metrics-text.ts";

function createRegistry(): Registry {
  const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  new Counter({ name: "calls_total", help: "Calls.", labelNames: ["path"], registers }).inc(
    { path: 'a # {b} 1 2"' },
    3,
  );
  const options = { name: "seconds", help: "How long.", buckets: [1], registers, enableExemplars: true as const };
  const histogram = new Histogram(options);
  histogram.observe({ value: 0.5, exemplarLabels: { trace_id: "abc" }, labels: {} } as never);
  return registry;
}

const openMetrics = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

describe("the text of metrics", () => {
  it("is the Prometheus format, without exemplars, unless OpenMetrics is preferred", async () => {
    for (const accept of [undefined, "*/*", "text/plain", "text/plain, application/openmetrics-text;q=0.1"]) {
      const { contentType, text } = await renderMetrics(createRegistry(), accept);
      assert.equal(contentType, "text/plain; version=0.0.4; charset=utf-8");
      assert.match(text, /^# TYPE calls_total counter$/m);
      assert.match(text, /^# HELP calls_total Calls\.$/m);
      assert.match(text, /^calls_total\{path="a # \{b\} 1 2\\""\} 3$/m);
      assert.match(text, /^seconds_bucket\{le="1"\} 1$/m);
      assert.doesNotMatch(text, /trace_id|# EOF/);
    }
  });

  it("is OpenMetrics with exemplars for a scraper that prefers it", async () => {
    const { contentType, text } = await renderMetrics(createRegistry(), openMetrics);
    assert.match(contentType, /^application\/openmetrics-text; version=1\.0\.0/);
    assert.match(text, /^# TYPE calls counter$/m);
    assert.match(text, /^seconds_bucket\{le="1"\} 1 # \{trace_id="abc"\} 0\.5 /m);
    assert.match(text, /# EOF\n$/);
  });

  it("is the same whichever format was asked for before", async () => {
    const registry = createRegistry();
    const before = await renderMetrics(registry, undefined);
    await renderMetrics(registry, openMetrics);
    assert.deepEqual(await renderMetrics(registry, undefined), before);
  });

  it("is the Prometheus format of a registry that knows no other", async () => {
    const { contentType, text } = await renderMetrics(new Registry(), openMetrics);
    assert.deepEqual([contentType, text], ["text/plain; version=0.0.4; charset=utf-8", "\n"]);
  });

  it("leaves the help of other families alone", () => {
    const text = "# HELP a_b # {x} 1 2\n# TYPE a_b gauge\na_b 1\n";
    assert.equal(toPrometheusText(text), text);
  });
});
