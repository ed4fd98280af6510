import { main } from "@flotilla/chassis";
import { createInitializer } from "./app.ts";
import { initializerFields, needsQueue } from "./config.ts";

await main({
  name: "initializer",
  defaultPort: 8080,
  fields: initializerFields,
  checks: [needsQueue],
  env: process.env,
  create: (settings, telemetry) => createInitializer(settings, telemetry),
});
