// Makes sure that the prebuilt index is there and good: `npm run index -w @flotilla/places`.
import { chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { GazetteerFile } from "../src/adapters/gazetteer-file.ts";
import { runIndexBuilder } from "../src/adapters/run-index-builder.ts";
import { placesFields } from "../src/config.ts";

const settings = readConfig({ ...chassisFields, ...placesFields }, { LOG_FORMAT: "text" });
const { log } = createTelemetry(settings, "places");
await new GazetteerFile({ path: settings.placesIndex, log, build: runIndexBuilder }).start();
