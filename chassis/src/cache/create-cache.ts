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
  /** Of the service's store. Absent: what could not be made stale is forgotten when Redis is reached again, or with time. */
  readonly staleNames?: StaleNames | undefined;
}

/** The cache that `REDIS_URL` names, or this process's own memory; or none. A Part: it belongs among the module's. */
export async function createCache({ service, settings, telemetry, staleNames }: CreateCacheOptions): Promise<Cache> {
  const { cache: isOn, redisUrl: url, cacheNear: isNear } = settings;
  if (!isOn) return noCache;
  if (url === undefined) return new MemoryCache();
  const { RedisCache } = await import("./redis/redis-cache.ts");
  return new RedisCache({ service, url, isNear, log: telemetry.log, staleNames });
}
