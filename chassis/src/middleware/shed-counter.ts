import type { Registry } from "@prometheus-io/client";
import type { Clock } from "../clock.ts";
import type { Method } from "../method.ts";
import { type Row, registerFamily } from "../telemetry/histogram.ts";
import type { Logger } from "../telemetry/logger.ts";

/** What is told of calls that were turned away. */
export interface ShedCounterOptions {
  readonly metrics: Registry;
  readonly log: Logger;
  readonly clock: Clock;
}

interface Series {
  readonly labels: { readonly service: string; readonly reason: string };
  value: number;
  reported: number;
}

const reportMs = 1000;

/** Counts what is turned away in `rpc_shed_total`, and says so in the log once a second, however many it is. */
export class ShedCounter {
  readonly #series: Series[] = [];
  readonly #options: ShedCounterOptions;
  #isWaiting = false;

  constructor(options: ShedCounterOptions) {
    this.#options = options;
    const family = { name: "rpc_shed_total", help: "Calls that were turned away unserved." };
    registerFamily(options.metrics, family, "counter", (): readonly Row[] =>
      this.#series.filter(({ value }) => value > 0),
    );
  }

  /** What counts one call of the rpc for this reason; asked for once, at start. */
  of({ service }: Method, reason: string): () => void {
    const series = this.#find(service || "unmatched", reason);
    return () => {
      series.value++;
      if (this.#isWaiting) return;
      this.#isWaiting = true;
      this.#options.clock.after(reportMs, this.#report);
    };
  }

  #find(service: string, reason: string): Series {
    const known = this.#series.find(({ labels }) => labels.service === service && labels.reason === reason);
    if (known) return known;
    const series = { labels: { service, reason }, value: 0, reported: 0 };
    this.#series.push(series);
    return series;
  }

  readonly #report = (): void => {
    this.#isWaiting = false;
    for (const series of this.#series) {
      const calls = series.value - series.reported;
      series.reported = series.value;
      if (calls > 0) this.#options.log.warn({ ...series.labels, calls }, "calls were shed");
    }
  };
}
