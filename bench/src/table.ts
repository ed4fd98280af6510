import type { Summary } from "./summary.ts";

const titles = { rest: "REST `GET /v1/users/{id}`", grpc: "gRPC `user.UserService/GetByEmail`" } as const;
const columns = [
  "server",
  "req/s (median)",
  "lowest – highest",
  "p50 ms",
  "p99 ms",
  "identical headers, one run",
  "server core",
  "per core second",
  "loader core",
  "flotilla is",
] as const;

/** One Markdown table per kind of work, telemetry and shape; the last column divides our figure by the row's. */
export function renderTables(summaries: readonly Summary[]): string {
  const groups = Map.groupBy(summaries, ({ target: { work, telemetry }, shape: { connections, streams } }) => {
    const load = `${connections} connections × ${streams} in flight`;
    return `${titles[work]}, ${telemetry ? "full telemetry" : "bare"}, ${load}`;
  });
  return [...groups].map(([title, rows]) => `### ${title}\n\n${renderTable(rows)}`).join("\n\n");
}

function renderTable(rows: readonly Summary[]): string {
  const ours = rows.find(({ target }) => target.isOurs)?.perSecond;
  const lines = rows.map((row) => `| ${cells(row, ours).join(" | ")} |`);
  const rule = columns.map((_, i) => (i === 0 ? "---" : "--:"));
  return [`| ${columns.join(" | ")} |`, `| ${rule.join(" | ")} |`, ...lines, ...voidLines(rows)].join("\n");
}

function cells(row: Summary, ours: number | undefined): string[] {
  if (row.rounds === 0) return [row.target.name, "void", ...columns.slice(2).map(() => "")];
  return [
    row.target.name,
    count(row.perSecond),
    `${count(row.lowest)} – ${count(row.highest)}`,
    millis(row.p50Micros),
    millis(row.p99Micros),
    row.identical === undefined ? "–" : count(row.identical),
    percent(row.serverCpu),
    row.serverCpu > 0 ? count(row.perCoreSecond) : "–",
    percent(row.loaderCpu),
    row.target.isOurs || !ours ? "" : `${(ours / row.perSecond).toFixed(2)} ×`,
  ];
}

function voidLines(rows: readonly Summary[]): string[] {
  const lines = rows.flatMap(({ target, voids }) => voids.map((why) => `- void: a run of ${target.name}: ${why}`));
  return lines.length > 0 ? ["", ...lines] : [];
}

const count = (value: number) => Math.round(value).toLocaleString("en-US");
const millis = (micros: number) => (micros / 1000).toFixed(2);
const percent = (share: number) => `${Math.round(share * 100)} %`;
