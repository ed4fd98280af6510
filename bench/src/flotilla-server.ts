// The Flotilla target: both user services over one map in memory and the service that moves bytes, put together as any
// service is.
import { main } from "@flotilla/chassis";
import { createBenchApi } from "./api/bench-api.ts";
import { createCompatibleApi } from "./api/compatible-api.ts";
import { createUsersApi } from "./api/users-api.ts";

await main({
  name: "users",
  defaultPort: 8000,
  fields: {},
  env: process.env,
  create: () => ({ name: "users", services: [createUsersApi(), createCompatibleApi(), createBenchApi()], parts: [] }),
});
