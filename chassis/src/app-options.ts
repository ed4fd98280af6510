import type { ChassisSettings } from "./config/chassis-fields.ts";
import type { LoadShedder } from "./load/load-shedder.ts";
import type { Module } from "./part.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import type { MemoryTransport } from "./transport/memory.ts";

/** What an App is made from. */
export interface AppOptions {
  readonly settings: ChassisSettings;
  readonly telemetry: Telemetry;
  readonly modules: readonly Module[];
  /** Port when `PORT` is unset. */
  readonly defaultPort: number;
  /** Port of the extra door when `GRPC_PORT` is unset. Default: no such door. */
  readonly defaultGrpcPort?: number | undefined;
  /** Path that browsers are sent to when they ask for `/` of a door that serves it; other clients get what is served at `/`. Default: none. */
  readonly home?: string | undefined;
  /** Another way in, for callers within the process. */
  readonly memory?: MemoryTransport;
  /** Decides which calls the process refuses. Default: by its own load, or none where `SHED_LOAD` is false. */
  readonly shedder?: LoadShedder;
}
