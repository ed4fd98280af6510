import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Killer, planKills } from "./killer.ts";

describe("planKills", () => {
  it("plans the same kills for the same seed", () => {
    const size = { writes: 1000, victims: 6 };
    assert.deepEqual(planKills(3, 12, size), planKills(3, 12, size));
    assert.notDeepEqual(planKills(4, 12, size), planKills(3, 12, size));
  });

  it("kills everybody before anybody is killed twice", () => {
    const plan = planKills(5, 12, { writes: 1000, victims: 6 });
    assert.deepEqual(
      plan
        .slice(0, 6)
        .map(({ victim }) => victim)
        .sort(),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(
      plan
        .slice(6)
        .map(({ victim }) => victim)
        .sort(),
      [0, 1, 2, 3, 4, 5],
    );
  });
});

describe("a Killer", () => {
  const record = (said: string[], name: string) => ({
    name,
    kill: async () => void said.push(`${name} dies`),
    restart: async () => void said.push(`${name} is back`),
  });

  it("kills once enough writes were begun, each victim in its turn", async () => {
    const said: string[] = [];
    const plan = [10, 20].map((atWrite) => ({ atWrite, victim: 0, downMs: 0 }));
    const killer = new Killer([record(said, "one")], plan);
    killer.reach(9);
    await killer.finish();
    assert.deepEqual(said, []);
    killer.reach(25);
    await killer.finish();
    assert.deepEqual(said, ["one dies", "one is back", "one dies", "one is back"]);
  });

  it("says who does not come back", async () => {
    const victim = { ...record([], "one"), restart: () => Promise.reject(new Error("one is gone")) };
    const killer = new Killer([victim], [{ atWrite: 0, victim: 0, downMs: 0 }]);
    killer.reach(0);
    await assert.rejects(killer.finish(), /one is gone/);
  });
});
