import { main } from "@flotilla/chassis";
import { createPictures } from "./app.ts";
import { picturesFields } from "./config.ts";

await main({ name: "pictures", defaultPort: 8080, fields: picturesFields, env: process.env, create: createPictures });
