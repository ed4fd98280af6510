import { startNats } from "@flotilla/testkit/start-nats";
import { startPostgres } from "@flotilla/testkit/start-postgres";
import { startRedis } from "@flotilla/testkit/start-redis";

/** Addresses of the servers that both sides use, as environment variables. */
export interface Stores extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts PostgreSQL, Redis and NATS afresh: `synchronous_commit` is on, and JetStream keeps its streams on file, flushed as
 * often as NATS does by itself.
 * They run where this process does, on the load's core.
 */
export async function startStores(): Promise<Stores> {
  const stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  const redis = stack.use(await startRedis());
  const nats = stack.use(await startNats({ syncInterval: "2m" }));
  return {
    env: { POSTGRES_URL: postgres.url, REDIS_URL: redis.url, NATS_URL: nats.url },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
