import { main } from "@flotilla/chassis";
import { createPorts } from "./app.ts";
import { portsFields } from "./config.ts";

await main({ name: "ports", defaultPort: 8080, fields: portsFields, env: process.env, create: createPorts });
