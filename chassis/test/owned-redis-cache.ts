import type { StartedRedis } from "@flotilla/testkit/start-redis";
import type { StaleNames } from "../src/cache/cache.ts";
import { RedisCache, type RedisCacheOptions } from "../src/cache/redis/redis-cache.ts";
import { newTelemetry, type TestTelemetry } from "./new-telemetry.ts";
import { until } from "./until.ts";

/** For answers on a busy machine. */
const patienceMs = 20_000;

/** A process's cache that belongs to a test. */
export class OwnedCache extends RedisCache implements AsyncDisposable {
  readonly telemetry: TestTelemetry;

  constructor({ url }: Pick<StartedRedis, "url">, options: Partial<RedisCacheOptions> = {}) {
    const telemetry = newTelemetry();
    super({ service: "students", url, log: telemetry.log, answerMs: patienceMs, ...options });
    this.telemetry = telemetry;
  }

  get isReached(): boolean {
    try {
      this.check();
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** A cache that has reached Redis. */
export async function connect(redis: StartedRedis, options: Partial<RedisCacheOptions> = {}): Promise<OwnedCache> {
  const cache = new OwnedCache(redis, options);
  await cache.start();
  await until(() => cache.isReached);
  return cache;
}

/** Stale names that a test looks at. */
export class MemoryStaleNames implements StaleNames {
  readonly names = new Set<string>();

  async add(names: readonly string[]): Promise<void> {
    for (const name of names) this.names.add(name);
  }

  async list(limit: number): Promise<readonly string[]> {
    return [...this.names].slice(0, limit);
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) this.names.delete(name);
  }
}
