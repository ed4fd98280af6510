import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadTimes, runLoader } from "../src/load.ts";
import { startServer } from "../src/server-process.ts";
import type { Contender } from "./rounds.ts";
import { startStores } from "./stores.ts";
import { chooseCourses, newStudent } from "./students.ts";
import type { CampusTarget } from "./targets.ts";

/** More than any server here can store while it is warmed and measured. */
const bodyCount = 200_000;

/**
 * `POST /api/students` with two course ids, each student another one. Each round has servers and stores of its own, since
 * a table grows with every request.
 */
export function writes(
  toTarget: (env: Readonly<Record<string, string>>) => CampusTarget,
  spanUrl: string,
  load: LoadTimes & { readonly connections: number },
): Contender {
  return {
    name: toTarget({}).name,
    async measure() {
      const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
      const bodies = join(folder, "bodies");
      writeFileSync(
        bodies,
        Array.from({ length: bodyCount }, (_, i) => newStudent(i, chooseCourses(courses, i))).join("\n"),
      );
      await using stores = await startStores();
      await using server = await startServer(toTarget(stores.env), spanUrl);
      const flags = { protocol: "http1", path: "/api/students", method: "POST", bodies };
      const report = await runLoader(server, { ...flags, connections: load.connections, streams: 1 }, load);
      rmSync(folder, { recursive: true });
      return report;
    },
  };
}

/** As the ids of courses look; whether they exist is for courses to say, later. */
const courses = Array.from({ length: 20_000 }, (_, index) => index.toString(16).padStart(24, "0"));
