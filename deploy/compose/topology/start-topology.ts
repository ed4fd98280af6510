// What compose.yaml starts of the core, as processes of this machine: each service with the environment of its container,
// where names of containers become addresses of loopback, and what is mounted is in a folder.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@flotilla/testkit/free-port";
import { type Collector, startCollector } from "@flotilla/testkit/start-collector";
import { startMongo } from "@flotilla/testkit/start-mongo";
import { startPostgres } from "@flotilla/testkit/start-postgres";
import { startService } from "@flotilla/testkit/start-service";
import { startGateway } from "../../gateway/test/start-gateway.ts";
import { readFleet } from "../../generate/fleet.ts";
import { makeSecrets } from "../make-secrets.ts";
import { startNats, startRedis } from "../test/start-stores.ts";
import { createTranslation, type Door } from "./translation.ts";

/** The core of compose, with nginx in front of it, and a collector in the place of Jaeger. */
export interface Topology extends AsyncDisposable {
  readonly httpUrl: string;
  readonly grpcUrl: string;
  readonly jaeger: Collector;
  /** Where a service answers health and metrics. */
  toAdminUrl(service: string): string;
}

/** Starts the stores, and then all services at once. */
export async function startTopology(): Promise<Topology> {
  await using stack = new AsyncDisposableStack();
  const fleet = readFleet();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-compose-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  makeSecrets(join(folder, "secrets"));
  await startStores(join(folder, "secrets"), stack);
  const jaeger = stack.use(await startCollector());
  const doors = new Map<string, Door>();
  for (const { name } of fleet.services) doors.set(name, await openDoor());
  const toEnvironment = createTranslation({ folder, doors, jaegerUrl: jaeger.url });
  const starting = fleet.services.map(({ name }) => startService(name, { env: toEnvironment(name) }));
  for (const started of await Promise.allSettled(starting)) {
    if (started.status === "fulfilled") stack.use(started.value);
  }
  await Promise.all(starting);
  const { httpUrl, grpcUrl } = stack.use(
    await startGateway(fleet, (service) => `127.0.0.1:${doors.get(service)!.port}`),
  );
  const moved = stack.move();
  return {
    ...{ httpUrl, grpcUrl, jaeger },
    toAdminUrl: (service) => `http://127.0.0.1:${doors.get(service)!.adminPort}`,
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

async function openDoor(): Promise<Door> {
  return { port: await findFreePort(), adminPort: await findFreePort(), morePort: await findFreePort() };
}

/** NATS and Redis as compose has them; PostgreSQL and MongoDB's protocol with users of their own. All URLs say where they are. */
async function startStores(secrets: string, stack: AsyncDisposableStack): Promise<void> {
  const postgres = stack.use(await startPostgres());
  const mongo = stack.use(await startMongo());
  const nats = stack.use(await startNats(secrets));
  const redis = stack.use(await startRedis(secrets));
  const rewrite = (name: string, toUrl: (url: string) => string) => {
    const path = join(secrets, `${name}_url`);
    const url = toUrl(readFileSync(path, "utf8"));
    rmSync(path);
    writeFileSync(path, url);
  };
  rewrite("postgres", () => postgres.url);
  rewrite("mongo", () => `${mongo.url}/flotilla`);
  rewrite("nats", (url) => url.replace("@nats:4222", `@127.0.0.1:${nats.port}`));
  rewrite("redis", (url) => url.replace("@redis:6379", `@127.0.0.1:${redis.port}`));
}
