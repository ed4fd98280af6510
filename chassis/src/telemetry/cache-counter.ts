import { Counter } from "@prometheus-io/client";
import { oncePerRegistry } from "./once-per-registry.ts";

/** `cache_requests_total`: what came of looking for something that was kept. Every cache of a process counts here. */
export const createCacheCounter = oncePerRegistry(
  (metrics) =>
    new Counter({
      name: "cache_requests_total",
      help: "Requests that looked for a kept answer.",
      labelNames: ["cache", "result"],
      registers: [metrics],
    }),
);
