import { main } from "@flotilla/chassis";
import { announce } from "./announce.ts";
import { createUsersServer } from "./app.ts";
import { usersFields, usersServerFields } from "./config.ts";
import { readCommandLine } from "./flags/read-command-line.ts";

await main({
  name: "users",
  defaultPort: 8000,
  fields: { ...usersFields, ...usersServerFields },
  env: process.env,
  overrides: () => readCommandLine(process.argv.slice(2), process.env),
  create: createUsersServer,
  onListening: announce,
});
