import type { Settings } from "@flotilla/chassis";
import { clockFields } from "@flotilla/clock/config";
import { coursesFields } from "@flotilla/courses/config";
import { helloFields } from "@flotilla/hello/config";
import { picturesFields } from "@flotilla/pictures/config";
import { placesFields } from "@flotilla/places/config";
import { portsFields } from "@flotilla/ports/config";
import { studentsFields } from "@flotilla/students/config";
import { usersFields } from "@flotilla/users/config";

/** Every service's settings; the fleet shows itself with sample users unless told otherwise. */
export const fleetFields = {
  ...helloFields,
  ...picturesFields,
  ...clockFields,
  ...placesFields,
  ...portsFields,
  ...usersFields,
  ...studentsFields,
  ...coursesFields,
  samples: { ...usersFields.samples, fallback: true, shownDefault: "true" },
};

/** What {@link fleetFields} reads to. */
export type FleetSettings = Settings<typeof fleetFields>;
