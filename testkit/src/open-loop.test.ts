import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runOpenLoop, type Sample } from "./open-loop.ts";

describe("runOpenLoop", () => {
  it("sends at its rate although nothing is answered, and counts the wait from when a request was due", async () => {
    const stop = new AbortController();
    const release = Promise.withResolvers<void>();
    const samples: Sample<number>[] = [];
    await runOpenLoop({
      perSecond: 1000,
      signal: stop.signal,
      async send(index) {
        if (index === 99) {
          stop.abort();
          release.resolve();
        }
        await release.promise;
        return index;
      },
      onSample: (sample) => samples.push(sample),
    });
    assert.ok(samples.length >= 100);
    const [first] = samples;
    assert.deepEqual([first?.result, first?.dueMs], [0, 0]);
    assert.ok(first!.latencyMs >= 99, "the first waited for the hundredth");
    assert.equal(samples[50]?.dueMs, 50);
  });
});
