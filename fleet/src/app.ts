import type { Caller, ChassisSettings, Module, Telemetry } from "@flotilla/chassis";
import { createClock } from "@flotilla/clock";
import { createHello } from "@flotilla/hello";
import { createPictures } from "@flotilla/pictures";
import { createPlaces } from "@flotilla/places";
import { createPorts } from "@flotilla/ports";
import { createUsers } from "@flotilla/users";
import type { FleetSettings } from "./config.ts";

/**
 * Puts all services into one process; each keeps its own store in `DATA_DIR`. They call each other in `memory`, except for
 * those that a setting such as `PLACES_URL` gives an address.
 */
export function createFleet(
  settings: FleetSettings & ChassisSettings,
  telemetry: Telemetry,
  memory: Caller,
): readonly Module[] {
  return [
    createHello(settings, telemetry),
    createPictures(settings, telemetry),
    createPlaces(settings, telemetry),
    createClock(settings, telemetry, memory),
    createPorts(settings, telemetry),
    createUsers(settings, telemetry),
  ];
}
