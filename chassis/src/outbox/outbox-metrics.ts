import { registerFamily } from "../telemetry/histogram.ts";
import { oncePerRegistry } from "../telemetry/once-per-registry.ts";

/** What an outbox tells when it is scraped. */
export interface BacklogFigures {
  readonly pending: number;
  readonly oldestSeconds: number;
}

/** Adds an outbox to `outbox_pending` and `outbox_oldest_seconds`: all events of the process, and its oldest one. */
export const outboxMetrics = oncePerRegistry((registry) => {
  const outboxes: (() => BacklogFigures)[] = [];
  const pending = { name: "outbox_pending", help: "Events that wait in the outbox." };
  registerFamily(registry, pending, "gauge", () => [
    { labels: {}, value: outboxes.reduce((sum, read) => sum + read().pending, 0) },
  ]);
  const oldest = { name: "outbox_oldest_seconds", help: "How long the oldest event in the outbox has waited." };
  registerFamily(registry, oldest, "gauge", () => [
    { labels: {}, value: Math.max(0, ...outboxes.map((read) => read().oldestSeconds)) },
  ]);
  return { add: (read: () => BacklogFigures) => void outboxes.push(read) };
});
