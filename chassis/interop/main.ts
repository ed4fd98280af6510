// The interop server as a process of its own, for interop clients of any gRPC library: `node chassis/interop/main.ts`
// listens where they look for it, on port 10000.
import { main } from "@flotilla/chassis";
import { createInterop } from "./app.ts";

await main({ name: "interop", defaultPort: 10_000, fields: {}, env: process.env, create: createInterop });
