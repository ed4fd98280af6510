import { type ChassisSettings, type MemoryTransport, type Module, readConfig, type Telemetry } from "@flotilla/chassis";
import { createClock } from "../src/app.ts";
import { clockFields } from "../src/config.ts";
import type { FakePlaces } from "./fake-places.ts";

/** The clock, and in the same process the places that it asks; none if `places` is left out. */
export function createTestClock(places?: FakePlaces, env: Readonly<Record<string, string>> = {}) {
  return (settings: ChassisSettings, telemetry: Telemetry, memory: MemoryTransport): readonly Module[] => {
    const all = { ...settings, ...readConfig(clockFields, env) };
    return places ? [places.module, createClock(all, telemetry, memory)] : [createClock(all, telemetry)];
  };
}
