import { main } from "@flotilla/chassis";
import { createCourses } from "./app.ts";
import { coursesChecks, coursesFields } from "./config.ts";

await main({
  name: "courses",
  defaultPort: 8000,
  defaultGrpcPort: 50_051,
  fields: coursesFields,
  checks: coursesChecks,
  env: process.env,
  create: (settings, telemetry) => createCourses(settings, telemetry),
});
