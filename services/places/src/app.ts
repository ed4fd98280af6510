import type { Module, Telemetry } from "@flotilla/chassis";
import { GazetteerFile } from "./adapters/gazetteer-file.ts";
import { runIndexBuilder } from "./adapters/run-index-builder.ts";
import { createPlacesApi } from "./api.ts";
import type { PlacesSettings } from "./config.ts";

/** Puts places together: one contract over one index. */
export function createPlaces(settings: PlacesSettings, telemetry: Telemetry): Module {
  const file = new GazetteerFile({ path: settings.placesIndex, log: telemetry.log, build: runIndexBuilder });
  return { name: "places", services: [createPlacesApi(file)], parts: [file] };
}
