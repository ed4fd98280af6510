import { main } from "@flotilla/chassis";
import { createPlaces } from "./app.ts";
import { placesFields } from "./config.ts";

await main({ name: "places", defaultPort: 8080, fields: placesFields, env: process.env, create: createPlaces });
