import { chassisFields, createTelemetry, type Module, readConfig } from "@flotilla/chassis";
import { createPlaces } from "../src/app.ts";
import { placesFields } from "../src/config.ts";

/** The places module over the whole index; it logs nothing. */
export function createTestPlaces(): Module {
  const settings = readConfig({ ...chassisFields, ...placesFields }, { LOG_LEVEL: "silent" });
  return createPlaces(settings, createTelemetry(settings, "places"));
}
