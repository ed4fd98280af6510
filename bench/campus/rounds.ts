import { setImmediate } from "node:timers/promises";
import type { LoadReport } from "../src/load.ts";
import { say } from "../src/say.ts";
import { median } from "../src/statistics.ts";

/** One contender, and how one round of it is measured on servers of its own. */
export interface Contender {
  readonly name: string;
  measure(): Promise<LoadReport>;
}

/** A contender's medians over all rounds. */
export interface Medians {
  readonly name: string;
  readonly perSecond: number;
  readonly lowest: number;
  readonly highest: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpu: number;
  readonly loaderCpu: number;
}

/** Rounds alternate between the contenders, so that a slow minute of the machine hits all of them. */
export async function alternate(contenders: readonly Contender[], rounds: number): Promise<readonly Medians[]> {
  const reports = new Map<string, LoadReport[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, measure } of contenders) {
      await setImmediate();
      const report = await measure();
      assertSound(name, report);
      reports.get(name)!.push(report);
      say(`round ${round}: ${name}: ${Math.round(report.perSecond)}/s, server core ${percent(report.serverCpu)}`);
    }
  }
  return [...reports].map(([name, of]) => summarize(name, of));
}

/** The table of several contenders; the last column divides `ours` by the row. */
export function renderMedians(rows: readonly Medians[], ours: readonly string[]): string {
  const head = ["server", "req/s (median)", "lowest – highest", "p50 ms", "p99 ms", "server core", "loader core"];
  const columns = [...head, ...ours.map((name) => `${name} is`)];
  const lines = rows.map((row) => {
    const ratios = ours.map((name) =>
      toRatio(
        rows.find((other) => other.name === name),
        row,
      ),
    );
    return [row.name, ...toCells(row), ...ratios];
  });
  return [columns, columns.map((_, index) => (index === 0 ? "---" : "--:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function toCells({ perSecond, lowest, highest, p50Ms, p99Ms, serverCpu, loaderCpu }: Medians): readonly string[] {
  const range = `${count(lowest)} – ${count(highest)}`;
  return [count(perSecond), range, p50Ms.toFixed(2), p99Ms.toFixed(2), percent(serverCpu), percent(loaderCpu)];
}

function toRatio(ours: Medians | undefined, row: Medians): string {
  return !ours || ours === row ? "" : `${(ours.perSecond / row.perSecond).toFixed(2)} ×`;
}

function summarize(name: string, reports: readonly LoadReport[]): Medians {
  const rates = reports.map(({ perSecond }) => perSecond);
  const middle = (read: (report: LoadReport) => number) => median(reports.map(read));
  return {
    name,
    perSecond: median(rates),
    lowest: Math.min(...rates),
    highest: Math.max(...rates),
    p50Ms: middle(({ p50Micros }) => p50Micros / 1000),
    p99Ms: middle(({ p99Micros }) => p99Micros / 1000),
    serverCpu: middle(({ serverCpu }) => serverCpu),
    loaderCpu: middle(({ loaderCpu }) => loaderCpu),
  };
}

function assertSound(name: string, { errors, requests }: LoadReport): void {
  const kinds = Object.entries(errors).map(([kind, times]) => `${times} × ${kind}`);
  if (kinds.length > 0 || requests === 0) throw new Error(`${name}: ${kinds.join(", ") || "no answers"}`);
}

const count = (value: number) => Math.round(value).toLocaleString("en-US");
const percent = (share: number) => `${Math.round(share * 100)} %`;
