import type { Caller, ChassisSettings, Module, Telemetry } from "@flotilla/chassis";
import { createQueue } from "@flotilla/chassis/queue";
import { createClock } from "@flotilla/clock";
import { createCourses } from "@flotilla/courses";
import { createHello } from "@flotilla/hello";
import { createInitializer } from "@flotilla/initializer";
import { createPictures } from "@flotilla/pictures";
import { createPlaces } from "@flotilla/places";
import { createPorts } from "@flotilla/ports";
import { createStudents } from "@flotilla/students";
import { createUsers } from "@flotilla/users";
import type { FleetSettings } from "./config.ts";

/**
 * Puts all services into one process; each keeps its own store in `DATA_DIR`. They call each other in `memory`, except for
 * those that a setting such as `PLACES_URL` gives an address, and share one queue: a file, or the broker at `NATS_URL`.
 */
export async function createFleet(
  settings: FleetSettings & ChassisSettings,
  telemetry: Telemetry,
  memory: Caller,
): Promise<readonly Module[]> {
  const queue = await createQueue({ settings, telemetry, isEmbedded: true });
  return [
    { name: "queue", services: [], parts: [queue] },
    createHello(settings, telemetry),
    createPictures(settings, telemetry),
    createPlaces(settings, telemetry),
    createClock(settings, telemetry, memory),
    createPorts(settings, telemetry),
    createUsers(settings, telemetry),
    await createInitializer(settings, telemetry, queue),
    await createStudents(settings, telemetry, { memory, queue }),
    await createCourses(settings, telemetry, { memory, queue }),
  ];
}
