// The server that `shed.ts` overloads.
import { main } from "@flotilla/chassis";
import { createToil } from "@flotilla/testkit/toil";

await main({ name: "toil", defaultPort: 8000, fields: {}, env: process.env, create: createToil });
