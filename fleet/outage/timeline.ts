import type { Sample } from "@flotilla/testkit/open-loop";
import type { Answer } from "./asker.ts";
import type { ClientCounts } from "./client-counts.ts";

/** What happened to places at a moment of the load, and what clock counted up to then. */
export interface Mark {
  readonly phase: string;
  /** Milliseconds after the load began. */
  readonly atMs: number;
  readonly counts: ClientCounts;
}

/** One row of the table: a second, or a phase. */
export interface Row {
  readonly offered: number;
  readonly ok: number;
  readonly stale: number;
  readonly unavailable: number;
  readonly late: number;
  readonly other: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Sums up the requests that were due from `fromMs` until `toMs`. */
export function toRow(samples: readonly Sample<Answer>[], fromMs: number, toMs: number): Row {
  const due = samples.filter(({ dueMs }) => dueMs >= fromMs && dueMs < toMs);
  const count = (isCounted: (answer: Answer) => boolean) => due.filter(({ result }) => isCounted(result)).length;
  const latencies = due.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    offered: due.length,
    ok: count(({ status, isStale }) => status === 200 && !isStale),
    stale: count(({ status, isStale }) => status === 200 && isStale),
    unavailable: count(({ status }) => status === 503),
    late: count(({ status }) => status === 504),
    other: count(({ status }) => ![200, 503, 504].includes(status)),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: latencies.at(-1) ?? 0,
  };
}

const heads = ["offered", "ok", "stale", "503", "504", "other", "p50 ms", "p99 ms"];
const breakers = ["closed", "half-open", "open"];

/** The whole load as a table in Markdown, second by second, with what happened to places. */
export function formatTimeline(samples: readonly Sample<Answer>[], marks: readonly Mark[]): string {
  const endMs = marks.at(-1)!.atMs;
  const lines = [toLine("second", "places", ...heads), toLine(...Array(heads.length + 2).fill("---"))];
  for (let fromMs = 0; fromMs < endMs; fromMs += 1000) {
    const begun = marks.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 1000);
    const what = begun.map(({ phase }) => phase).join(", ");
    lines.push(toLine(String(fromMs / 1000), what, ...toCells(toRow(samples, fromMs, fromMs + 1000))));
  }
  return lines.join("\n");
}

/** The phases as a table in Markdown: attempts ÷ calls, the breaker at the end, and how soon all was well again. */
export function formatPhases(phases: readonly PhaseSummary[]): string {
  const lines = [
    toLine("places", ...heads, "attempts ÷ calls", "breaker at the end", "well after"),
    toLine(...Array(heads.length + 4).fill("---")),
  ];
  for (const { phase, row, amplification, breaker, recoveryMs } of phases) {
    const well = recoveryMs === undefined ? "–" : `${(recoveryMs / 1000).toFixed(1)} s`;
    lines.push(toLine(phase, ...toCells(row), amplification.toFixed(2), breakers[breaker] ?? "–", well));
  }
  return lines.join("\n");
}

/** What a phase came to. */
export interface PhaseSummary {
  readonly phase: string;
  readonly row: Row;
  readonly amplification: number;
  readonly breaker: number;
  /** From the phase's begin until every request was answered well; undefined: not within the phase. */
  readonly recoveryMs: number | undefined;
}

/** Sums up each phase, from its mark to the next; the last mark is the end. */
export function toPhases(samples: readonly Sample<Answer>[], marks: readonly Mark[]): readonly PhaseSummary[] {
  return marks.slice(0, -1).map(({ phase, atMs, counts }, index) => {
    const next = marks[index + 1]!;
    const calls = next.counts.calls - counts.calls;
    const retries = next.counts.retries - counts.retries;
    return {
      phase,
      row: toRow(samples, atMs, next.atMs),
      amplification: calls === 0 ? 1 : (calls + retries) / calls,
      breaker: next.counts.breaker,
      recoveryMs: findRecovery(samples, atMs, next.atMs),
    };
  });
}

/** The moment after which no request fails that is answered before `toMs`: then the next phase begins. */
function findRecovery(samples: readonly Sample<Answer>[], fromMs: number, toMs: number): number | undefined {
  const answered = samples.filter(({ dueMs, latencyMs }) => dueMs >= fromMs && dueMs + latencyMs < toMs);
  const bad = answered.filter(({ result }) => result.status !== 200);
  if (bad.length === 0) return 0;
  const lastMs = Math.max(...bad.map(({ dueMs }) => dueMs));
  return answered.some(({ dueMs }) => dueMs > lastMs) ? lastMs - fromMs : undefined;
}

function toCells(row: Row): string[] {
  const { offered, ok, stale, unavailable, late, other } = row;
  const counts = [offered, ok, stale, unavailable, late, other].map(String);
  return [...counts, row.p50Ms.toFixed(1), row.p99Ms.toFixed(1)];
}

function toLine(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
