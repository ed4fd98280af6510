import type { Settings } from "../config/field.ts";
import type { cacheFields } from "../config/store-fields.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Cache, StaleNames } from "./cache.ts";
import { MemoryCache } from "./memory-cache.ts";
import { noCache } from "./no-cache.ts";

/** What a service's cache is made from. */
export interface CreateCacheOptions {
  /** Such as `students`: what tells its cache apart from others on the same Redis. */
  readonly service: string;
  readonly settings: Settings<typeof cacheFields>;
  readonly telemetry: Telemetry;
  /** Other processes may change what the service's store holds. Then memory, which does not hear of it, keeps nothing. */
  readonly isStoreShared: boolean;
  /** Of the service's store. Absent: what could not be made stale is forgotten when Redis is reached again, or with time. */
  readonly staleNames?: StaleNames | undefined;
}

/**
 * The cache that `REDIS_URL` names, or this process's own memory; or none, where the settings say so or other processes
 * would change unheard what is in memory. Where `CACHE` is false, what this process changes is still made stale for others
 * on the same Redis. A Part: it belongs among the module's.
 */
export async function createCache(options: CreateCacheOptions): Promise<Cache> {
  const { service, settings, telemetry, isStoreShared, staleNames } = options;
  const { cache: isRead, redisUrl: url, cacheNear } = settings;
  const { log } = telemetry;
  if (url !== undefined) {
    const { RedisCache } = await import("./redis/redis-cache.ts");
    return new RedisCache({ service, url, isRead, isNear: isRead && cacheNear, log, staleNames });
  }
  if (!isRead) return noCache;
  if (!isStoreShared) return new MemoryCache();
  log.info({ service }, "answers are not kept: other processes may change the store, and REDIS_URL is not set");
  return noCache;
}
