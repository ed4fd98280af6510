export type { Cache, CacheEntry, Found, Lease, StaleNames } from "./cache.ts";
export { type CreateCacheOptions, createCache } from "./create-cache.ts";
export { MemoryCache } from "./memory-cache.ts";
