import { main } from "@flotilla/chassis";
import { createStudents } from "./app.ts";
import { studentsChecks, studentsFields } from "./config.ts";

await main({
  name: "students",
  defaultPort: 8000,
  defaultGrpcPort: 50_051,
  fields: studentsFields,
  checks: studentsChecks,
  env: process.env,
  create: (settings, telemetry) => createStudents(settings, telemetry),
});
