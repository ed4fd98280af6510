import { chassisFields, createTelemetry, type Module, readConfig } from "@flotilla/chassis";
import { createUsers } from "../src/app.ts";

/** The users module over an empty memory store, or over the samples; it logs nothing. */
export function createTestUsers({ samples = false } = {}): Module {
  const settings = readConfig(chassisFields, { LOG_LEVEL: "silent" });
  return createUsers({ usersStore: "memory", samples, dataDir: "" }, createTelemetry(settings, "users"));
}
