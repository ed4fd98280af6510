import type { Registry } from "@prometheus-io/client";
import { registerFamily } from "./histogram.ts";
import { oncePerRegistry } from "./once-per-registry.ts";

/** `cache_requests_total`: what came of looking for something that was kept. */
export class CacheCounter {
  readonly #caches = new Map<string, Record<string, number>>();

  constructor(metrics: Registry) {
    const help = "Requests that looked for a kept answer.";
    registerFamily(metrics, { name: "cache_requests_total", help }, "counter", () => this.#rows());
  }

  /** Makes the function that counts results of one cache. Held on to, it costs an increment. */
  of(cache: string): (result: string) => void {
    const counts = this.#caches.get(cache) ?? {};
    this.#caches.set(cache, counts);
    return (result) => {
      counts[result] = (counts[result] ?? 0) + 1;
    };
  }

  inc({ cache, result }: { readonly cache: string; readonly result: string }): void {
    this.of(cache)(result);
  }

  #rows() {
    return [...this.#caches].flatMap(([cache, counts]) =>
      Object.entries(counts).map(([result, value]) => ({ labels: { cache, result }, value })),
    );
  }
}

/** Every cache of a process counts here. */
export const createCacheCounter = oncePerRegistry((metrics) => new CacheCounter(metrics));
