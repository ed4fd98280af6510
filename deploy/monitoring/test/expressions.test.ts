import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fillVariables, isForeign, listSeries } from "./expressions.ts";

describe("listSeries", () => {
  it("finds what an expression reads, and neither functions nor labels", () => {
    const expr = `histogram_quantile(0.99, sum by (le, shared_dict) (rate(queue_lag_seconds_bucket{a_b="c_d"}[5m])))
      / on (node_id) group_left (some_label) (1 - slo:latency:objective) and clamp_min(up_time, 0)`;
    assert.deepEqual(listSeries(expr), ["queue_lag_seconds_bucket", "slo:latency:objective", "up_time"]);
  });
});

describe("isForeign", () => {
  it("knows what only a cluster, a gateway or Alertmanager tells", () => {
    assert.ok(isForeign("sum(rate(kong_http_requests_total[5m]))"));
    assert.ok(!isForeign("sum(rate(http_requests_total[5m]))"));
  });
});

describe("fillVariables", () => {
  it("leaves no variable of Grafana", () => {
    assert.equal(fillVariables('rate(x{namespace=~"$namespace"}[$__rate_interval])'), 'rate(x{namespace=~".*"}[1m])');
  });
});
