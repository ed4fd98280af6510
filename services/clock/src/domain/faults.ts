import { Fault } from "@flotilla/chassis/fault";

/** This runtime's time zone data is older than the data that the zone's name comes from. */
export function zoneUnknown(timezone: string, cause: unknown): Fault {
  const message = `The clock has no time zone called ${timezone}: its time zone data are older than the place's.`;
  return new Fault({ code: "internal", reason: "UNKNOWN_ZONE", message, cause });
}

/** The places service did not answer in time. */
export function placesSilent(cause: unknown): Fault {
  const message = "places did not answer in time. Try again a little later.";
  return new Fault({ code: "unavailable", reason: "PLACES_UNAVAILABLE", message, cause });
}

/** The places service answered, and knows no place at all. */
export function placesEmpty(): Fault {
  const message = "places has no places at the moment. Try again a little later.";
  return new Fault({ code: "unavailable", reason: "PLACES_UNAVAILABLE", message });
}
