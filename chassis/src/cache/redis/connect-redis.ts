import { Redis, type RedisOptions } from "ioredis";

/** Redis executes it as one step: the value is kept if the lease is still there (KEYS[1]; ARGV: lease, value, TTL in ms). */
const fillScript = `if redis.call("GET", KEYS[1]) == ARGV[1] then
  redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])
end`;

const options = {
  lazyConnect: true,
  // RESP2: it needs no greeting, and what a second connection is told of the first one's reads is the same in both.
  protocol: 2,
  disableClientInfo: true,
  enableReadyCheck: false,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: null,
  scripts: { fillLease: { lua: fillScript, numberOfKeys: 1 } },
} satisfies RedisOptions;

/** A connection to Redis with our own command. */
export type RedisConnection = Redis & {
  fillLease(key: string, lease: Buffer, value: Buffer, ttlMs: number): Promise<unknown>;
};

/**
 * One connection, for one life: it is not opened again when it is lost, and keeps no commands for later. Resolves when
 * Redis has let us in. `lose` is called when it is over, with the reason; it is over at once when `signal` aborts.
 */
export async function connectRedis(
  url: string,
  signal: AbortSignal,
  lose: (reason: Error) => void,
): Promise<RedisConnection> {
  signal.throwIfAborted();
  const redis = new Redis(url, options) as RedisConnection;
  signal.addEventListener("abort", () => destroy(redis), { once: true });
  redis.on("error", (error: unknown) => lose(withoutCommand(error)));
  redis.once("close", () => lose(new Error("Redis closed the connection")));
  await redis.connect();
  return redis;
}

/** Lets go at once of a connection whose other end may never answer. */
function destroy(redis: Redis): void {
  redis.disconnect();
  redis.stream?.destroy();
}

/** An error of ioredis carries the command that failed: the password may be in it. */
export function withoutCommand(error: unknown): Error {
  return new Error(error instanceof Error ? error.message || error.name : String(error));
}

/** Whether Redis answered, but would not do what it was told. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "ReplyError";
}
