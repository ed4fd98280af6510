import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { missesServers } from "../exactly-once/processes/misses-servers.ts";
import { type CampusRun, runCampus } from "../exactly-once/processes/run-campus.ts";
import { startEmbeddedCampus } from "../exactly-once/processes/start-embedded-campus.ts";
import { startRealCampus } from "../exactly-once/processes/start-real-campus.ts";
import { formatBroken } from "../exactly-once/proof/format-broken.ts";

/** `npm run exactly-once` does more of it. */
const size = { writes: 120, students: 20, courses: 10, clients: 8 };

function assertKept({ broken, seed, history, events, saves }: CampusRun): void {
  assert.deepEqual(broken, [], `seed ${seed}\n${formatBroken(broken)}\n${JSON.stringify(history.failures)}`);
  assert.ok(history.acknowledged.length > 60 && events > 100 && saves > 100, "there was something to lose");
}

describe("students and courses have every effect once", () => {
  it("on servers, when each of the six processes is killed", { skip: missesServers() }, async () => {
    assertKept(await runCampus({ seed: 1, ...size, kills: 6, start: startRealCampus }));
  });

  it("as one process on files, when it is killed", async () => {
    assertKept(await runCampus({ seed: 2, ...size, kills: 2, start: startEmbeddedCampus }));
  });
});
