import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookEveryMs, StreamKeeper } from "./stream-keeper.ts";

/** A keeper, and a world in which a test decides what happens and when time goes on. */
function createWorld(outcomes: readonly (string | undefined)[]) {
  const told: (string | undefined)[] = [];
  const delays: number[] = [];
  const stop = new AbortController();
  let looks = 0;
  const keeper = new StreamKeeper({
    ensure: async () => {
      const problem = outcomes[looks++];
      if (looks === outcomes.length) stop.abort();
      if (problem !== undefined) throw new Error(problem);
    },
    timer: {
      after(delayMs, listener) {
        delays.push(delayMs);
        queueMicrotask(listener);
        return () => undefined;
      },
    },
    tell: (problem) => void told.push(problem?.message),
  });
  return { keeper, told, delays, stop };
}

describe("StreamKeeper", () => {
  it("has no streams before it looked", () => {
    assert.throws(() => createWorld([undefined]).keeper.assertThere(), /not looked for/);
  });

  it("looks again and again, and tells what has changed", async () => {
    const { keeper, told, delays, stop } = createWorld([undefined, undefined, "away", "away", "refused", undefined]);
    await keeper.keep(stop.signal);
    assert.deepEqual(told, [undefined, "away", "refused", undefined]);
    assert.deepEqual(delays.slice(0, 5), Array(5).fill(lookEveryMs));
    keeper.assertThere();
  });

  it("says why the streams are missing", async () => {
    const { keeper, stop } = createWorld([undefined, "away"]);
    await keeper.keep(stop.signal);
    assert.throws(() => keeper.assertThere(), /away/);
  });

  it("stops in the middle of a pause", async () => {
    const stop = new AbortController();
    let cancelled = 0;
    const keeper = new StreamKeeper({
      ensure: async () => undefined,
      timer: {
        after() {
          setImmediate(() => stop.abort());
          return () => void cancelled++;
        },
      },
      tell: () => undefined,
    });
    await keeper.keep(stop.signal);
    assert.equal(cancelled, 1);
  });
});
