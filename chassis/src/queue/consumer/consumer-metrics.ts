import { Counter, Gauge } from "@prometheus-io/client";
import { Histogram, type HistogramSeries } from "../../telemetry/histogram.ts";
import { oncePerRegistry } from "../../telemetry/once-per-registry.ts";

/** Upper bounds in seconds: a message may have waited for an outage to end. */
const lagBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600];

/** By these the message of any subscription may become a dead letter, whatever its service does. */
const commonReasons = ["MALFORMED_MESSAGE", "VALIDATION_FAILED", "DEADLINE_EXCEEDED", "INTERNAL"];

/** What the consumers of a process tell of their messages. */
export const createConsumerMetrics = oncePerRegistry((registry) => {
  const lag = new Histogram(registry, {
    name: "queue_lag_seconds",
    help: "Time from a message's storing to the end of its handling.",
    labelNames: ["consumer"],
    buckets: lagBuckets,
  });
  const series = new Map<string, HistogramSeries>();
  const deadLetters = new Counter({
    name: "queue_dead_letters_total",
    help: "Messages that went to the dead letters.",
    labelNames: ["consumer", "reason"],
    registers: [registry],
  });
  return {
    deadLetters,
    /** The consumer's counts of dead letters are there before any is, so that `increase()` notices the first. */
    beginDeadLetters(consumer: string): void {
      for (const reason of commonReasons) deadLetters.inc({ consumer, reason }, 0);
    },
    /** The consumer's lags; each consumer has one series, however many there are of it. */
    lagOf(consumer: string): HistogramSeries {
      const known = series.get(consumer) ?? lag.add(consumer);
      series.set(consumer, known);
      return known;
    },
    pending: new Gauge({
      name: "queue_pending_messages",
      help: "Messages that wait for their first delivery.",
      labelNames: ["consumer"],
      registers: [registry],
    }),
  };
});
