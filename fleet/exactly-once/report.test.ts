import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CampusRun } from "./processes/run-campus.ts";
import { Report } from "./report.ts";
import { History } from "./workload/history.ts";

const run = (seed: number, saves: number): CampusRun => {
  const history = new History();
  history.refuse("COURSE_CHANGED");
  return { seed, history, events: 7, saves, kills: 6, seconds: 1.4, broken: [] };
};

describe("Report", () => {
  it("has a row for each seed under its heads, and sums them up", () => {
    const said: string[] = [];
    const report = new Report((line) => said.push(line.trim().replaceAll(/ +/g, " ")));
    report.add("real", run(1, 100));
    report.add("real", run(2, 11));
    report.sumUp();
    assert.deepEqual(said, [
      "campus seed acknowledged refused sent replayed events saves kills s broken",
      "real 1 0 1 0 0 7 100 6 1 0",
      "real 2 0 1 0 0 7 11 6 1 0",
      "2 seeds: 0 acknowledged, 12 kills, 14 events, 111 saves",
      "0 lost, 0 done twice, 0 dangling: every promise holds",
    ]);
    assert.equal(report.hasFailed, false);
  });

  it("never says that promises hold when something failed", () => {
    const said: string[] = [];
    const report = new Report((line) => said.push(line));
    report.fail("real 1: nothing can be read any more");
    report.sumUp();
    assert.equal(report.hasFailed, true);
    assert.deepEqual([said.at(0), said.at(-1)], ["real 1: nothing can be read any more", "1 failed"]);
  });
});
