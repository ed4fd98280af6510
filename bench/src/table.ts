import type { Section } from "./sections.ts";
import type { SectionResult } from "./stored-results.ts";
import type { Summary } from "./summary.ts";
import { works } from "./works.ts";

const figures = ["lowest – highest", "p50 ms", "p99 ms"] as const;
const cores = ["server core", "per core second", "loader core", "flotilla is"] as const;

/** A section's table in Markdown under its heading; the last column divides our figure by the row's. */
export function renderSection(section: Section, { how, rows }: SectionResult): string {
  const columns = columnsOf(section);
  const ours = rows.find(({ isOurs }) => isOurs)?.perSecond;
  const lines = rows.map((row) => `| ${cells(section, row, ours).join(" | ")} |`);
  const rule = columns.map((_, i) => (i === 0 ? "---" : "--:"));
  const table = [`| ${columns.join(" | ")} |`, `| ${rule.join(" | ")} |`, ...lines, ...voidLines(rows)].join("\n");
  const note = `\`npm run bench -- ${section.name}\`: ${how.rounds} rounds of ${how.seconds} s.`;
  return `### ${titleOf(section)}\n\n${note}\n\n${table}`;
}

/** What a section measures, in one line. */
export function titleOf({ work, telemetry, shape }: Section): string {
  const load = `${shape.connections} × ${shape.streams}`;
  return `${works[work].title}, ${telemetry ? "full telemetry" : "bare"}, ${load}`;
}

function columnsOf({ work, withIdentical }: Section): string[] {
  const first = ["server", `${works[work].unit} (median)`, ...figures];
  return [...first, ...(withIdentical ? ["identical headers, one run"] : []), ...cores];
}

function cells(section: Section, row: Summary, ours: number | undefined): string[] {
  if (row.rounds === 0)
    return [
      row.server,
      "void",
      ...columnsOf(section)
        .slice(2)
        .map(() => ""),
    ];
  const count = (calls: number) => Math.round(calls * works[section.work].perCall).toLocaleString("en-US");
  const identical = row.identical === undefined ? "–" : count(row.identical);
  return [
    row.server,
    count(row.perSecond),
    `${count(row.lowest)} – ${count(row.highest)}`,
    millis(row.p50Micros),
    millis(row.p99Micros),
    ...(section.withIdentical ? [identical] : []),
    percent(row.serverCpu),
    row.serverCpu > 0 ? count(row.perCoreSecond) : "–",
    percent(row.loaderCpu),
    row.isOurs || !ours ? "" : `${(ours / row.perSecond).toFixed(2)} ×`,
  ];
}

function voidLines(rows: readonly Summary[]): string[] {
  const lines = rows.flatMap(({ server, voids }) => voids.map((why) => `- void: a run of ${server}: ${why}`));
  return lines.length > 0 ? ["", ...lines] : [];
}

const millis = (micros: number) => (micros / 1000).toFixed(2);
const percent = (share: number) => `${Math.round(share * 100)} %`;
