import { text } from "./field.ts";

/** The queue that a process speaks to. */
export const queueFields = {
  natsUrl: text("NATS_URL", {
    fallback: undefined,
    isSecret: true,
    shownDefault: "–",
    help: "NATS with JetStream: `nats://user:password@host:port`, several separated by commas.",
  }),
};

/** The cache that a service shares with its other processes. */
export const cacheFields = {
  redisUrl: text("REDIS_URL", {
    fallback: undefined,
    isSecret: true,
    shownDefault: "–",
    help: "Redis: `redis://user:password@host:port/0`, or `rediss://…`. Unset: memory.",
  }),
};

/** PostgreSQL, for services that can keep their data there. */
export const postgresFields = {
  postgresUrl: text("POSTGRES_URL", {
    fallback: undefined,
    isSecret: true,
    shownDefault: "–",
    help: "PostgreSQL: `postgres://user:password@host:port/database`. Unset: a file in `DATA_DIR`.",
  }),
};

/** MongoDB, for services that can keep their data there. */
export const mongoFields = {
  mongoUrl: text("MONGO_URL", {
    fallback: undefined,
    isSecret: true,
    shownDefault: "–",
    help: "MongoDB: `mongodb://user:password@host:port/database`. Unset: a file in `DATA_DIR`.",
  }),
};
