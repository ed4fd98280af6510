import { main } from "@flotilla/chassis";
import { createHello } from "./app.ts";
import { helloFields } from "./config.ts";

await main({ name: "hello", defaultPort: 8080, fields: helloFields, env: process.env, create: createHello });
