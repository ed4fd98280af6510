import { main } from "@flotilla/chassis";
import { createFleet } from "./app.ts";
import { showBanner } from "./banner.ts";
import { fleetFields } from "./config.ts";

await main({
  name: "fleet",
  defaultPort: 8000,
  home: "/docs",
  fields: fleetFields,
  env: process.env,
  create: createFleet,
  onListening: showBanner,
});
