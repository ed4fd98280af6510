import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { Backlog } from "./backlog.ts";

/** A store that takes a second to count, or to fail at it. */
function newStage() {
  const clock = new ManualClock(0);
  const store = {
    counts: 0,
    isAway: false,
    async readBacklog() {
      this.counts++;
      clock.advance(1000);
      if (this.isAway) throw new Error("out of time");
      return { pending: 7, oldest: new Date(0) };
    },
  };
  return { clock, store, backlog: new Backlog(store, clock, () => clock.now()) };
}

describe("Backlog", () => {
  it("tells what was counted last, and how old that is now", async () => {
    const { backlog, clock } = newStage();
    assert.deepEqual(backlog.figures, { pending: 0, oldestSeconds: 0 });
    await backlog.refresh();
    clock.advance(2000);
    assert.deepEqual(backlog.figures, { pending: 7, oldestSeconds: 3 });
  });

  for (const isAway of [false, true])
    it(`spends a tenth of the time on counting${isAway ? ", in vain as well" : ""}`, async () => {
      const { backlog, clock, store } = newStage();
      store.isAway = isAway;
      const refresh = () => backlog.refresh().catch(() => undefined);
      await refresh();
      clock.advance(8999);
      await refresh();
      assert.equal(store.counts, 1);
      clock.advance(1);
      await refresh();
      assert.equal(store.counts, 2);
    });
});
