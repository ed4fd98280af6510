import { chassisFields, createTelemetry, type Module, readConfig } from "@flotilla/chassis";
import { createPictures } from "../src/app.ts";
import { picturesFields } from "../src/config.ts";

/** The pictures module over the bundled folder; it logs nothing. */
export function createTestPictures(env: Readonly<Record<string, string>> = {}): Module {
  const settings = readConfig({ ...chassisFields, ...picturesFields }, { LOG_LEVEL: "silent", ...env });
  return createPictures(settings, createTelemetry(settings, "pictures"));
}
