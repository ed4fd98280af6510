import { flag } from "./field.ts";
import { orFile } from "./or-file.ts";
import { orHost } from "./or-host.ts";
import { isMongoUrl, isNatsUrl, isPostgresUrl, isRedisUrl, storeUrl } from "./store-url.ts";

/** The queue that a process speaks to. */
export const queueFields = {
  natsUrl: orFile(
    orHost(
      storeUrl("NATS_URL", {
        form: "nats://user:password@host:port or tls://…, or several, separated by commas",
        help: "NATS with JetStream: `nats://user:password@host:port`, several separated by commas.",
        isGood: isNatsUrl,
      }),
      { scheme: "nats", host: "NATS_URL", port: "NATS_PORT" },
    ),
  ),
};

/** The cache that a service shares with its other processes. */
export const cacheFields = {
  redisUrl: orFile(
    orHost(
      storeUrl("REDIS_URL", {
        form: "redis://user:password@host:port/0 or rediss://…",
        help: "Redis: `redis://user:password@host:port/0`, or `rediss://…`. Unset: memory, or nothing is kept where the store is not this process's own.",
        isGood: isRedisUrl,
      }),
      { scheme: "redis", host: "REDIS_URL", port: "REDIS_PORT" },
    ),
  ),
  cache: flag("CACHE", {
    fallback: true,
    help: "Keeps answers; false makes each of them anew, and still tells the others of changes by Redis.",
  }),
  cacheNear: flag("CACHE_NEAR", {
    fallback: true,
    help: "Keeps in the process what was read from Redis, until Redis says that it changed.",
  }),
};

/** PostgreSQL, for services that can keep their data there. */
export const postgresFields = {
  postgresUrl: orFile(
    orHost(
      storeUrl("POSTGRES_URL", {
        form: "postgres://user:password@host:port/database",
        help: "PostgreSQL: `postgres://user:password@host:port/database`. Unset: a file in `DATA_DIR`.",
        isGood: isPostgresUrl,
      }),
      {
        scheme: "postgres",
        host: "POSTGRES_URL",
        port: "POSTGRES_PORT",
        user: "POSTGRES_USER",
        password: "POSTGRES_PASSWORD",
        database: "POSTGRES_DB",
        query: "?sslmode=disable",
      },
    ),
  ),
};

/** MongoDB, for services that can keep their data there. */
export const mongoFields = {
  mongoUrl: orFile(
    orHost(
      storeUrl("MONGO_URL", {
        form: "mongodb://user:password@host:port/database",
        help: "MongoDB: `mongodb://user:password@host:port/database`. Unset: a file in `DATA_DIR`.",
        isGood: isMongoUrl,
      }),
      { scheme: "mongodb", host: "MONGO_URL", port: "MONGO_PORT", user: "MONGO_USER", password: "MONGO_PASSWORD" },
    ),
  ),
};
