import type { Cache } from "../cache/cache.ts";
import { MemoryCache } from "../cache/memory-cache.ts";
import type { Module } from "../part.ts";
import { checkCaches } from "./check-caches.ts";

/**
 * Makes the function that tells where answers of a service are kept: in its module's cache, or in this process's own memory.
 * Throws when the contracts' words on caches do not fit together.
 */
export function findCaches(modules: readonly Module[]): (service: string) => Cache {
  checkCaches(modules.flatMap(({ services }) => services.flatMap(({ routes }) => routes.map(({ method }) => method))));
  const own = new MemoryCache();
  const caches = new Map(
    modules.flatMap(({ services, cache = own }) => services.map((one) => [one.desc.typeName, cache])),
  );
  return (service) => caches.get(service) ?? own;
}
