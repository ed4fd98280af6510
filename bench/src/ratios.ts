import { type Goal, goals } from "./goals.ts";
import { type MemoryResult, memoryLine } from "./memory-table.ts";
import { sections } from "./sections.ts";
import type { SectionResult } from "./stored-results.ts";
import { titleOf } from "./table.ts";

const head = [
  "| what | against | aim | must | measured | per core second | against its log in blocks | |",
  "| --- | --- | --: | --: | --: | --: | --: | --- |",
];

/** The page's first table: every goal with its ratio, and whether it holds. */
export function renderRatios(
  read: (section: string) => SectionResult | undefined,
  memory: MemoryResult | undefined,
): string {
  const lines = goals.map((goal) => renderGoal(goal, read(goal.section)));
  return [...head, ...lines, memoryLine(memory)].join("\n");
}

function renderGoal(goal: Goal, result: SectionResult | undefined): string {
  const { section: name, versus, of, aim, must, beside } = goal;
  const section = sections.find((one) => one.name === name)!;
  const ratio = readRatio(result, versus, of);
  const cells = [
    titleOf(section) + (of === "latency" ? ", median latency" : ""),
    versus,
    `≥ ${aim} ×`,
    must === undefined ? "" : `≥ ${must} ×`,
    times(ratio),
    of === "rate" ? times(readRatio(result, versus, "core")) : "",
    beside ? times(readRatio(result, beside, of)) : "",
    verdict(goal, ratio),
  ];
  return `| ${cells.join(" | ")} |`;
}

type Measure = Goal["of"] | "core";

function readRatio(result: SectionResult | undefined, versus: string, of: Measure): number | undefined {
  const ours = result?.rows.find(({ isOurs, rounds }) => isOurs && rounds > 0);
  const theirs = result?.rows.find(({ server, rounds }) => server === versus && rounds > 0);
  if (!ours || !theirs) return undefined;
  if (of === "latency") return theirs.p50Micros / ours.p50Micros;
  return of === "rate" ? ours.perSecond / theirs.perSecond : ours.perCoreSecond / theirs.perCoreSecond;
}

function verdict({ aim, must = aim }: Goal, ratio: number | undefined): string {
  if (ratio === undefined) return "not measured";
  if (ratio >= aim) return "holds";
  return ratio >= must ? "holds, short of the aim" : "FALLS SHORT";
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? "–" : `${ratio.toFixed(2)} ×`;
}
