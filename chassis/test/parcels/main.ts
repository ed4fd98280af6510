import { main } from "@flotilla/chassis";
import { createParcels } from "./app.ts";
import { parcelsFields } from "./config.ts";

await main({
  name: "parcels",
  defaultPort: 8080,
  fields: parcelsFields,
  env: process.env,
  create: (settings, telemetry) => createParcels(settings, telemetry),
});
