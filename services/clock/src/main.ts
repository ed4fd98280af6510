import { main } from "@flotilla/chassis";
import { createClock } from "./app.ts";
import { clockFields } from "./config.ts";

await main({
  name: "clock",
  defaultPort: 8080,
  fields: clockFields,
  env: process.env,
  create: (settings, telemetry) => createClock(settings, telemetry),
});
