import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Answer } from "./asker.ts";
import { parseCounts } from "./client-counts.ts";
import { formatPhases, formatTimeline, toPhases, toRow } from "./timeline.ts";

/** Requests that were due every 100 ms, answered within 10 ms; `failing` says which of them failed. */
function createSamples(count: number, failing: (dueMs: number) => boolean) {
  return Array.from({ length: count }, (_, index) => {
    const dueMs = index * 100;
    const status = failing(dueMs) ? 503 : 200;
    const result: Answer = { question: "new", status, isStale: false, reason: "" };
    return { dueMs, latencyMs: 10, result };
  });
}

const counts = (calls: number, retries: number, breaker = 0) => ({ calls, retries, breaker, residentMb: 100 });

describe("the timeline of an outage", () => {
  const samples = createSamples(40, (dueMs) => dueMs >= 1000 && dueMs < 2500);
  const marks = [
    { phase: "healthy", atMs: 0, counts: counts(5, 0) },
    { phase: "killed", atMs: 1000, counts: counts(15, 0) },
    { phase: "restarted", atMs: 2000, counts: counts(25, 1, 2) },
    { phase: "end", atMs: 4000, counts: counts(45, 3) },
  ];

  it("sums up what was due in a time", () => {
    const row = toRow(samples, 500, 1500);
    assert.deepEqual([row.offered, row.ok, row.unavailable, row.p50Ms, row.maxMs], [10, 5, 5, 10, 10]);
  });

  it("finds when all was well again, and what clock did meanwhile", () => {
    const [healthy, killed, restarted, ...more] = toPhases(samples, marks);
    assert.deepEqual(more, []);
    assert.deepEqual([healthy?.recoveryMs, healthy?.amplification], [0, 1]);
    assert.deepEqual([killed?.recoveryMs, killed?.amplification, killed?.breaker], [undefined, 1.1, 2]);
    assert.deepEqual([restarted?.recoveryMs, restarted?.amplification, restarted?.breaker], [400, 1.1, 0]);
  });

  it("leaves out what was under way when the next phase began", () => {
    const late = { dueMs: 3999, latencyMs: 5, result: { ...samples[0]!.result, status: 503 } };
    assert.equal(toPhases([...samples, late], marks)[2]?.recoveryMs, 400);
    assert.equal(toPhases([...samples, { ...late, latencyMs: 0.5 }], marks)[2]?.recoveryMs, undefined);
  });

  it("prints a line for each second and each phase", () => {
    assert.deepEqual(formatTimeline(samples, marks).split("\n").slice(2), [
      "| 0 | healthy | 10 | 10 | 0 | 0 | 0 | 0 | 10.0 | 10.0 |",
      "| 1 | killed | 10 | 0 | 0 | 10 | 0 | 0 | 10.0 | 10.0 |",
      "| 2 | restarted | 10 | 5 | 0 | 5 | 0 | 0 | 10.0 | 10.0 |",
      "| 3 |  | 10 | 10 | 0 | 0 | 0 | 0 | 10.0 | 10.0 |",
    ]);
    assert.match(
      formatPhases(toPhases(samples, marks)),
      /\| killed \| .*\| 1\.10 \| open \| – \|\n\| restarted .*\| 0\.4 s \|/,
    );
  });
});

describe("parseCounts", () => {
  it("sums up the series of places and leaves other targets alone", () => {
    const series = (name: string, target: string, value: number) =>
      `${name}{target="${target}",service="s",method="m",code="ok"} ${value}\n`;
    const text = [
      series("rpc_client_duration_seconds_count", "places", 3),
      series("rpc_client_duration_seconds_count", "places", 4),
      series("rpc_client_duration_seconds_count", "courses", 100),
      series("rpc_client_retries_total", "places", 2),
      'rpc_client_breaker_state{target="places"} 1\nprocess_resident_memory_bytes 90000000\n',
    ];
    assert.deepEqual(parseCounts(text.join("")), { calls: 7, retries: 2, breaker: 1, residentMb: 90 });
  });
});
