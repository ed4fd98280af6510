import { join } from "node:path";
import { type ChassisSettings, type Module, type Part, type Telemetry, wrapPort } from "@flotilla/chassis";
import { Health } from "@flotilla/contract/grpc/health/v1/health";
import { UserService } from "@flotilla/contract/user/user";
import { registerGrpcServerFamilies } from "./adapters/grpc-server-families.ts";
import { MemoryUserStore } from "./adapters/memory-user-store.ts";
import { createMetricsDoor } from "./adapters/metrics-door.ts";
import { PrometheusRefusals } from "./adapters/prometheus-refusals.ts";
import { SqliteUserStore } from "./adapters/sqlite-user-store.ts";
import { XidSource } from "./adapters/xid-source.ts";
import { createUsersApi } from "./api.ts";
import { createCompatApi } from "./compat-api.ts";
import type { UsersServerSettings, UsersSettings } from "./config.ts";
import type { Clock } from "./domain/clock.ts";
import { loadSamples } from "./domain/load-samples.ts";
import type { UserStore } from "./domain/user-store.ts";
import { parseAddress } from "./flags/parse-address.ts";
import { samples } from "./samples.ts";

type Given = UsersSettings & Pick<ChassisSettings, "dataDir">;

const clock: Clock = { now: () => new Date() };

/** Puts users together: both contracts over one store. */
export function createUsers(settings: Given, telemetry: Telemetry): Module {
  const store = createStore(settings, telemetry);
  const ids = new XidSource(clock, crypto.getRandomValues(new Uint8Array(8)));
  const refusals = new PrometheusRefusals(telemetry.metrics);
  const ports = { store, ids, clock };
  const services = [createUsersApi(ports), createCompatApi({ ...ports, log: telemetry.log, refusals })];
  const parts = settings.samples ? [store, createSamples(store, telemetry)] : [store];
  return { name: "users", services, healthNames: ["user"], parts };
}

/** The process that serves users alone: with the older server's metrics families and its extra door. */
export function createUsersServer(settings: UsersServerSettings & ChassisSettings, telemetry: Telemetry): Module {
  const { metrics: registry } = telemetry;
  registerGrpcServerFamilies(registry, [UserService, Health]);
  const { host = settings.host, port } = parseAddress(settings.metricsAddress);
  const doors = [createMetricsDoor({ host, port, registry })];
  return { ...createUsers(settings, telemetry), doors };
}

function createStore({ usersStore, dataDir }: Given, telemetry: Telemetry): UserStore & Part {
  if (usersStore === "memory") return new MemoryUserStore();
  const store = new SqliteUserStore(join(dataDir, "users.sqlite"));
  return wrapPort(store, "user_store", telemetry, { attributes: { "db.system.name": "sqlite" } });
}

function createSamples(store: UserStore, { log }: Telemetry): Part {
  return {
    name: "user samples",
    async start() {
      const isFirst = await loadSamples(store, clock, samples);
      log.info(isFirst ? "sample users loaded" : "sample users were loaded before; left as they are");
    },
  };
}
