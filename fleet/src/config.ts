import type { Settings } from "@flotilla/chassis";
import { helloFields } from "@flotilla/hello/config";
import { portsFields } from "@flotilla/ports/config";
import { usersFields } from "@flotilla/users/config";

/** Every service's settings; the fleet shows itself with sample users unless told otherwise. */
export const fleetFields = {
  ...helloFields,
  ...portsFields,
  ...usersFields,
  samples: { ...usersFields.samples, fallback: true, shownDefault: "true" },
};

/** What {@link fleetFields} reads to. */
export type FleetSettings = Settings<typeof fleetFields>;
