import { Registry } from "@prometheus-io/client";
import { Negotiator } from "../protocol/rest/accept.ts";

/** A scrape's answer. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

const formats = new Negotiator(["text/plain", "application/openmetrics-text"]);

/**
 * Renders the registry: OpenMetrics 1.0 (with exemplars) for a scraper that prefers it by `Accept`, else the Prometheus
 * text format 0.0.4. A registry that was made for the Prometheus format is always rendered in it.
 */
export async function renderMetrics(registry: Registry, accept: string | undefined): Promise<MetricsText> {
  const text = await registry.metrics();
  const isOpenMetrics = registry.contentType === Registry.OPENMETRICS_CONTENT_TYPE;
  if (isOpenMetrics && formats.choose(accept) === "application/openmetrics-text") {
    return { contentType: registry.contentType, text };
  }
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: isOpenMetrics ? toPrometheusText(text) : text };
}

const exemplar = / # \{[^{}]*\} \S+ \S+$/;
const counterType = /^# TYPE (\S+) counter$/;

/**
 * OpenMetrics text → Prometheus text: counter families get their `_total` back, exemplars and `# EOF` go. The client
 * library renders one format per registry, and renaming counters in place makes switching between the two lossy.
 */
export function toPrometheusText(openMetrics: string): string {
  const lines = openMetrics.split("\n").filter((line) => line !== "# EOF");
  const counters = new Set(lines.map((line) => counterType.exec(line)?.[1]).filter((name) => name !== undefined));
  return lines
    .map((line) => (line.startsWith("#") ? toComment(line, counters) : line.replace(exemplar, "")))
    .join("\n");
}

function toComment(line: string, counters: ReadonlySet<string>): string {
  const [hash, kind, name = "", ...rest] = line.split(" ");
  return counters.has(name) ? [hash, kind, `${name}_total`, ...rest].join(" ") : line;
}
