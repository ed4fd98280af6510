import type { Dashboard, Panel, Query, Unit } from "../../generate/watch/dashboards/dashboard.ts";
import { fillVariables, isForeign } from "./expressions.ts";
import type { Sample } from "./own-prometheus.ts";

type Ask = (expr: string) => Promise<readonly Sample[]>;

/** More series than these are counted, not shown. */
const mostSeries = 3;

/** Every dashboard as Markdown: its panels, and what each of them shows now. */
export async function renderTables(dashboards: readonly Dashboard[], ask: Ask): Promise<string> {
  const pages = await Promise.all(dashboards.map((dashboard) => renderDashboard(dashboard, ask)));
  return pages.join("\n");
}

async function renderDashboard({ title, description, rows }: Dashboard, ask: Ask): Promise<string> {
  const lines = [`## ${title}`, "", description, "", "| row | panel | from | shows |", "|---|---|---|---|"];
  for (const row of rows) {
    for (const panel of row.panels) {
      lines.push(`| ${row.title} | ${panel.title} | ${toSource(panel)} | ${await renderPanel(panel, ask)} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function toSource({ queries }: Panel): string {
  return queries.some(({ expr }) => isForeign(expr)) ? "recorded series" : "the fleet";
}

async function renderPanel(panel: Panel, ask: Ask): Promise<string> {
  const queries = panel.kind === "table" ? panel.queries.map(nameRows) : panel.queries;
  const shown = await Promise.all(queries.map((query) => renderQuery(query, query.unit ?? panel.unit, ask)));
  return shown.join("; ");
}

/** In a table the labels are columns of their own. */
function nameRows(query: Query): Query {
  return { ...query, legend: `${query.legend} of {{job}} {{method}}` };
}

async function renderQuery({ expr, legend }: Query, unit: Unit, ask: Ask): Promise<string> {
  const samples = (await ask(fillVariables(expr))).filter(({ value }) => !Number.isNaN(value));
  const shown = samples
    .slice(0, mostSeries)
    .map(({ labels, value }) => `${fill(legend, labels)} ${format(value, unit)}`);
  const rest = samples.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ") || "nothing";
}

function fill(legend: string, labels: Sample["labels"]): string {
  return legend
    .replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => labels[name] ?? "")
    .replace(/ +/g, " ")
    .trim();
}

function format(value: number, unit: Unit): string {
  if (unit === "percentunit") return `${round(value * 100)} %`;
  if (unit === "bytes" || unit === "Bps") return `${round(value / 2 ** 20)} MiB${unit === "Bps" ? "/s" : ""}`;
  if (unit === "s" && value < 1) return `${round(value * 1000)} ms`;
  if (unit === "reqps" || unit === "ops") return `${round(value)}/s`;
  return unit === "none" || unit === "short" ? round(value) : `${round(value)} ${unit}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
