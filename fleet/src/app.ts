import type { ChassisSettings, Module, Telemetry } from "@flotilla/chassis";
import { createHello } from "@flotilla/hello";
import { createPorts } from "@flotilla/ports";
import { createUsers } from "@flotilla/users";
import type { FleetSettings } from "./config.ts";

/** Puts all services into one process; each keeps its own store in `DATA_DIR`. */
export function createFleet(settings: FleetSettings & ChassisSettings, telemetry: Telemetry): readonly Module[] {
  return [createHello(settings, telemetry), createPorts(settings, telemetry), createUsers(settings, telemetry)];
}
