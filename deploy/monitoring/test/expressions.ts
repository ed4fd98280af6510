// Expressions of rules and dashboards, as a Prometheus that has run for some seconds can answer them.

/** Families that programs of others tell of, by how their names begin. */
const foreign = /\b(alertmanager_|container_|kong_|kube_|kubelet_)/;

/** Whether an expression needs what only a cluster, a gateway or Alertmanager has. */
export function isForeign(expr: string): boolean {
  return foreign.test(expr);
}

/** A query of a dashboard, with what Grafana puts in the place of its variables. */
export function fillVariables(expr: string): string {
  return expr.replaceAll("$namespace", ".*").replaceAll("$__rate_interval", "1m");
}

/** Names of the series that an expression reads. */
export function listSeries(expr: string): readonly string[] {
  const bare = expr
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, "")
    .replaceAll(labelLists, "");
  const names = bare.match(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\()\b/g) ?? [];
  return [...new Set(names.filter((name) => /[_:]/.test(name) && !functions.has(name)))];
}

const labelLists = /\b(by|on|group_left|without|ignoring)\s*\([^)]*\)/g;
const functions = new Set(["histogram_quantile", "sum_over_time", "avg_over_time", "min_over_time", "clamp_min"]);
