import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { benchFolder, outFolder, root } from "../src/places.ts";
import type { Target } from "../src/targets.ts";

/** A students service that is measured. */
export interface CampusTarget extends Target {
  readonly name: "flotilla" | "flotilla, near cache" | "flotilla, no cache" | "go" | "go, pool of 16";
}

type Env = Readonly<Record<string, string>>;

/**
 * The old students service's work in Go: gorilla/mux, go-redis, lib/pq, nats.go. It opens connections to PostgreSQL as
 * database/sql does by itself, or keeps a pool of its own.
 */
export function goTarget(env: Env, pool = 0): CampusTarget {
  return {
    ...rest,
    name: pool > 0 ? "go, pool of 16" : "go",
    isCompiled: true,
    command: (port) => [join(outFolder, "campus-peer"), "-address", `127.0.0.1:${port}`, `-pool=${pool}`],
    env: () => withoutSslMode(env),
  };
}

/** Our students with a cache in Redis, in Redis and near, or none. */
export function flotillaTarget(name: Exclude<CampusTarget["name"], "go" | "go, pool of 16">, env: Env): CampusTarget {
  return {
    ...rest,
    name,
    isOurs: true,
    command: () => [process.execPath, join(root, "services/students/src/main.ts")],
    env: (port) => ({
      ...env,
      PORT: String(port),
      GRPC_PORT: "0",
      LOG_FORMAT: "json",
      SHED_LOAD: "false",
      CACHE: String(name !== "flotilla, no cache"),
      CACHE_NEAR: String(name === "flotilla, near cache"),
    }),
  };
}

/** Builds the Go service; its messages are generated first. */
export function buildGoPeer(): void {
  const folder = join(benchFolder, "peers/campus");
  if (!existsSync(join(folder, "nispb"))) {
    run(join(root, "node_modules/.bin/buf"), ["generate", "proto"], folder);
  }
  run("go", ["build", "-o", join(outFolder, "campus-peer"), "."], folder);
}

const rest = { work: "get-user", telemetry: true } as const;

/** lib/pq asks for TLS unless it is told not to. */
function withoutSslMode(env: Env): Record<string, string> {
  return { ...env, POSTGRES_URL: `${env["POSTGRES_URL"]}?sslmode=disable` };
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
