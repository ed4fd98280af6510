import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { main } from "@flotilla/chassis";
import { createPlaces } from "./app.ts";
import { placesFields } from "./config.ts";

// A start leaves the space for young objects as large as it was needed once, a tenth of this process: it is given back.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options: object) => void;
const onListening = () => collect({ type: "major", execution: "sync", flavor: "last-resort" });

const name = "places";
await main({ name, defaultPort: 8080, fields: placesFields, env: process.env, create: createPlaces, onListening });
