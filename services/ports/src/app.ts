import { join } from "node:path";
import { type ChassisSettings, type Module, type Telemetry, wrapPort } from "@flotilla/chassis";
import { FileLoader } from "./adapters/file-loader.ts";
import { createImportPause } from "./adapters/import-pause.ts";
import { MemoryPortStore } from "./adapters/memory-port-store.ts";
import { readPortFile } from "./adapters/port-file/read-port-file.ts";
import { SqlitePortStore } from "./adapters/sqlite-port-store.ts";
import { createPortsApi } from "./api.ts";
import type { PortsSettings } from "./config.ts";
import { PortImporter } from "./domain/import-ports.ts";
import { Readiness } from "./domain/readiness.ts";

/** Puts ports together: one contract over one store, and the file that fills it. */
export function createPorts(settings: PortsSettings & Pick<ChassisSettings, "dataDir">, telemetry: Telemetry): Module {
  const isMemory = settings.portsStore === "memory";
  const store = isMemory ? new MemoryPortStore() : new SqlitePortStore(join(settings.dataDir, "ports.sqlite"));
  const attributes = isMemory ? {} : { "db.system.name": "sqlite" };
  const spanned = wrapPort(store, "ports_store", telemetry, { attributes });
  const importer = new PortImporter({ loader: spanned, readPortFile, pause: createImportPause() });
  const readiness = new Readiness();
  const { log } = telemetry;
  const file = new FileLoader({ path: settings.portsFile, importer, loader: store, readiness, log });
  return {
    name: "ports",
    services: [createPortsApi({ store: spanned, importer, readiness })],
    parts: [store, file],
  };
}
