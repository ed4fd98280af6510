import { type Door, type Exchange, renderMetrics } from "@flotilla/chassis";
import type { Registry } from "@prometheus-io/client";

/** Where the door is, and what it shows. */
export interface MetricsDoorOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
}

/** An extra port that answers GET and HEAD on any path with the metrics, as system 003's 9402 does. Never TLS. */
export function createMetricsDoor({ host, port, registry }: MetricsDoorOptions): Door {
  const listener = (exchange: Exchange) => void answer(exchange, registry);
  return { name: "metrics", setting: "METRICS_ADDRESS", host, port, listener };
}

async function answer(exchange: Exchange, registry: Registry): Promise<void> {
  if (exchange.verb !== "GET" && exchange.verb !== "HEAD") {
    exchange.respondOnce(405, { allow: "GET, HEAD" });
    return;
  }
  try {
    const { contentType, text } = await renderMetrics(registry, String(exchange.headers["accept"] ?? ""));
    exchange.respondOnce(200, { "content-type": contentType }, text);
  } catch {
    exchange.respondOnce(500, {});
  }
}
