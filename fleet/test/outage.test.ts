import assert from "node:assert/strict";
import { it } from "node:test";
import { findBrokenPromises } from "../outage/promises.ts";
import { runOutage } from "../outage/run-outage.ts";
import { formatPhases, toPhases } from "../outage/timeline.ts";

it("keeps what it promises while places is killed, frozen, slowed, and comes back", async () => {
  const outage = await runOutage({ awayMs: 2000, wellMs: 5500, perSecond: 40, isShedding: false });
  // Latency is held to its real bound by `npm run outage`: here the machine may be busy with other tests.
  const bounds = { amplification: 1.1, recoveryMs: 5000, latencyMs: 15_000, growthMb: 100 };
  assert.deepEqual(findBrokenPromises(outage, bounds), [], formatPhases(toPhases(outage.samples, outage.marks)));
});
