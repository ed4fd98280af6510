import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadTimes, runLoader } from "../src/load.ts";
import { startServer } from "../src/server-process.ts";
import type { Contender } from "./rounds.ts";
import { startStores } from "./stores.ts";
import { chooseCourses, create, newStudent, times } from "./students.ts";
import type { CampusTarget } from "./targets.ts";

/** How many students are read in turn; all of them are in the cache before the measuring begins. */
const studentCount = 10_000;
const shape = { connections: 64, streams: 1 };

/**
 * `GET /api/students/{id}` of 10,000 students that the cache knows, over 64 connections. Each round has servers and stores
 * of its own.
 */
export function cachedReads(
  toTarget: (env: Readonly<Record<string, string>>) => CampusTarget,
  spanUrl: string,
  load: LoadTimes,
): Contender {
  return {
    name: toTarget({}).name,
    async measure() {
      await using stores = await startStores();
      await using server = await startServer(toTarget(stores.env), spanUrl);
      const url = `http://127.0.0.1:${server.port}/api/students`;
      const ids = await times(studentCount, 64, (index) =>
        create(url, newStudent(index, chooseCourses(courses, index))),
      );
      await times(studentCount, 64, (index) => fetch(`${url}/${ids[index]}`).then((answer) => answer.text()));
      const file = join(mkdtempSync(join(tmpdir(), "flotilla-bench-")), "ids");
      writeFileSync(file, `${ids.join("\n")}\n`);
      return await runLoader(server, { protocol: "http1", path: "/api/students", ids: file, ...shape }, load);
    },
  };
}

/** Nobody asks for these: what is measured is students alone. */
const courses = Array.from({ length: 1000 }, (_, index) => index.toString(16).padStart(24, "0"));
