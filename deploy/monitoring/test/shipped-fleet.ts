import { setMaxListeners } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@flotilla/testkit/free-port";
import { type StartedNats, startNats } from "@flotilla/testkit/start-nats";
import { startRedis } from "@flotilla/testkit/start-redis";
import { type StartedService, startService } from "@flotilla/testkit/start-service";
import { createTestCa } from "@flotilla/testkit/test-ca";

/** All services of the manifest, each a process of its own, on a real broker and a real cache. */
export interface ShippedFleet extends AsyncDisposable {
  readonly processes: ReadonlyMap<string, StartedService>;
  /** Where each tells how it is: `host:port` by name. */
  readonly admin: ReadonlyMap<string, string>;
  readonly nats: StartedNats;
}

type Env = Readonly<Record<string, string>>;

/** Starts them; disposing stops everything and removes what they stored. */
export async function startShippedFleet(): Promise<ShippedFleet> {
  // Each program that a test owns waits for the end of its process.
  setMaxListeners(30, process);
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-watched-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const ca = stack.use(await createTestCa());
  const nats = stack.use(await startNats());
  const redis = stack.use(await startRedis());
  const names = ["clock", "courses", "hello", "initializer", "pictures", "places", "ports", "students", "users"];
  const doors = new Map(await Promise.all(names.map(async (name) => [name, await findDoors()] as const)));
  const urlOf = (name: string) => `http://127.0.0.1:${doors.get(name)?.port}`;
  const campus = { NATS_URL: nats.url, REDIS_URL: redis.url };
  const own: Readonly<Record<string, Env>> = {
    // Two names of one host: several addresses, as a headless Service has.
    clock: {
      PLACES_URL: `${urlOf("places")},${urlOf("places").replace("127.0.0.1", "localhost")}`,
      MAX_CONCURRENT_CALLS: "8",
    },
    courses: { ...campus, STUDENTS_URL: urlOf("students") },
    initializer: { NATS_URL: nats.url, ...(await ca.issue("initializer")).env, TLS_CLIENT_CA_FILE: ca.caFile },
    students: { ...campus, COURSES_URL: urlOf("courses") },
    users: { METRICS_ADDRESS: `127.0.0.1:${await findFreePort()}` },
  };
  const processes = new Map<string, StartedService>();
  for (const [name, { port, grpcPort, adminPort }] of doors) {
    const env = { PORT: port, GRPC_PORT: grpcPort, ADMIN_PORT: adminPort, DATA_DIR: join(folder, name), ...own[name] };
    processes.set(name, stack.use(await startService(name, { env })));
  }
  const admin = new Map([...doors].map(([name, { adminPort }]) => [name, `127.0.0.1:${adminPort}`]));
  const owned = stack.move();
  return { processes, admin, nats, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function findDoors() {
  const [port, grpcPort, adminPort] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  return { port: String(port), grpcPort: String(grpcPort), adminPort: String(adminPort) };
}
