import type { CustomTypesConfig, PoolConfig, types as Types } from "pg";

/** How PostgreSQL is spoken to. */
export interface PostgresLimits {
  /** Connections of this process. Default 10. */
  readonly maxConnections?: number;
  /** The longest that a statement may run; keep it below the deadlines of the rpcs. Default 5000. */
  readonly statementTimeoutMs?: number;
  /** The longest that a connection is waited for: a new one, or one that is in use. Default 3000. */
  readonly connectTimeoutMs?: number;
}

/** Settings of the driver for a database: what the URL says wins, but for the schema. Throws when it is no URL. */
export function toPostgresConfig(url: string, schema: string, limits: PostgresLimits): PoolConfig {
  const { maxConnections = 10, statementTimeoutMs = 5000, connectTimeoutMs = 3000 } = limits;
  return {
    connectionString: withSchema(url, schema),
    application_name: schema,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  };
}

/** Where the database is, without user and password. */
export function describePostgres(url: string): string {
  const { hostname, port, pathname } = parseUrl(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** `search_path` by way of the connection's options, so that it costs no round trip. */
function withSchema(url: string, schema: string): string {
  const parsed = parseUrl(url);
  const options = parsed.searchParams.get("options");
  parsed.searchParams.set("options", `${options ?? ""} -c search_path=${schema}`.trim());
  return parsed.href;
}

/** Node's own error has the whole text, password and all. */
function parseUrl(url: string): URL {
  if (!URL.canParse(url)) throw new Error("the address of PostgreSQL is no URL");
  return new URL(url);
}

const int8 = 20;

/** `bigint` columns and counts are numbers, as on SQLite. One that is no safe integer is an error, never rounded. */
export function withSafeIntegers(types: typeof Types): CustomTypesConfig {
  const getTypeParser = (oid: number, format?: "text" | "binary") =>
    oid === int8 && format !== "binary" ? toSafeInteger : types.getTypeParser(oid, format as "text");
  return { getTypeParser } as CustomTypesConfig;
}

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is no safe integer`);
  return value;
}
