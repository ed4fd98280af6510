import assert from "node:assert/strict";
import { it } from "node:test";
import { createImportPause } from "./import-pause.ts";

it("createImportPause lets others work, and lets go of what nobody holds", async () => {
  const pause = createImportPause();
  let isCollected = false;
  const registry = new FinalizationRegistry(() => {
    isCollected = true;
  });
  registry.register({ unreachable: "soon" }, undefined);
  let turns = 0;
  const count = setInterval(() => turns++, 0);
  for (let batch = 0; batch < 2000 && !(isCollected && turns > 0); batch++) await pause();
  clearInterval(count);
  assert.deepEqual([isCollected, turns > 0], [true, true]);
});
