import type { Metric, Registry } from "@prometheus-io/client";
import type { TraceContext } from "./trace-context.ts";

/** Upper bounds in seconds of every latency histogram: half a millisecond to ten seconds. */
export const latencyBuckets: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** What a histogram is called and told apart by. */
export interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Upper bounds, ascending. Default {@link latencyBuckets}. */
  readonly buckets?: readonly number[];
}

interface Exemplar {
  readonly labelSet: { readonly trace_id: string; readonly span_id: string };
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * One series of a histogram. It is looked up once and kept, so that observing costs an array increment: a tenth of the
 * client library's own lookup by label object (measured).
 */
export class HistogramSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[];
  sum = 0;
  readonly #buckets: readonly number[];

  constructor(labels: Readonly<Record<string, string>>, buckets: readonly number[]) {
    this.labels = labels;
    this.#buckets = buckets;
    this.counts = new Array(buckets.length + 1).fill(0);
    this.exemplars = new Array(buckets.length + 1).fill(undefined);
  }

  /** Counts `value`; a sampled `trace` becomes the bucket's exemplar. */
  observe(value: number, trace?: TraceContext): void {
    const buckets = this.#buckets;
    let index = 0;
    while (index < buckets.length && value > buckets[index]!) index++;
    this.counts[index]!++;
    this.sum += value;
    if (!trace?.isSampled) return;
    const labelSet = { trace_id: trace.traceId, span_id: trace.spanId };
    this.exemplars[index] = { labelSet, value, timestamp: Date.now() / 1000 };
  }

  /** How many values were counted. */
  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }
}

/** A histogram of `@prometheus-io/client`'s registry whose series can be held on to. */
export class Histogram {
  readonly #options: Required<HistogramOptions>;
  readonly series: HistogramSeries[] = [];

  constructor(registry: Registry, options: HistogramOptions) {
    this.#options = { buckets: latencyBuckets, ...options };
    registerFamily(registry, this.#options, "histogram", (name) => this.series.flatMap((one) => this.#rows(name, one)));
  }

  /** Makes the series with these label values, in the order of `labelNames`. The caller makes each only once. */
  add(...values: readonly string[]): HistogramSeries {
    const labels = Object.fromEntries(this.#options.labelNames.map((name, index) => [name, values[index] ?? ""]));
    const series = new HistogramSeries(labels, this.#options.buckets);
    this.series.push(series);
    return series;
  }

  #rows(name: string, series: HistogramSeries): Row[] {
    const { labels } = series;
    let total = 0;
    const rows: Row[] = series.counts.map((count, index) => {
      total += count;
      const le = this.#options.buckets[index] ?? "+Inf";
      const row = { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
      const exemplar = series.exemplars[index];
      return exemplar ? { ...row, exemplar } : row;
    });
    rows.push({ metricName: `${name}_sum`, labels, value: series.sum });
    rows.push({ metricName: `${name}_count`, labels, value: total });
    return rows;
  }
}

/** One line of a family, as the registry renders it. */
export interface Row {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly exemplar?: Exemplar;
}

/** Registers a family that is counted elsewhere and only read when it is scraped. */
export function registerFamily(
  registry: Registry,
  { name, help }: Pick<HistogramOptions, "name" | "help">,
  type: "histogram" | "counter" | "gauge",
  read: (name: string) => readonly Row[],
): void {
  const family = {
    name,
    help,
    type,
    aggregator: "sum",
    // The registry renames a counter in place (it drops `_total`) and reads the name back from here.
    get: async () => ({ name: family.name, help, type, aggregator: "sum", values: read(family.name) }),
    reset: () => undefined,
  };
  registry.registerMetric(family as unknown as Metric<string>);
}
