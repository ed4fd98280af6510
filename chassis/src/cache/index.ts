export type { Cache, CacheEntry, Found, Lease, StaleNames } from "./cache.ts";
