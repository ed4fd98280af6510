/** What connections and streams cost one server. Megabytes are 10⁶ bytes of resident memory. */
export interface MemoryRow {
  readonly server: string;
  /** After its start and one call. */
  readonly startedMb: number;
  /** With all idle connections open. */
  readonly idleMb: number;
  /** The same for a server of its own with the streams open. */
  readonly streamingMb: number;
  readonly streamingFromMb: number;
}

/** The memory of all servers, as `bench/results/memory.json` keeps it. */
export interface MemoryResult {
  readonly machine: string;
  readonly rounds: number;
  readonly connections: number;
  readonly streams: number;
  readonly rows: readonly MemoryRow[];
}

const mostIdleMb = 300;

/** The section `Memory`. */
export function renderMemory({ machine, rounds, connections, streams, rows }: MemoryResult): string {
  const columns = ["server", "started, MB", "idle, MB", "KB a connection", "streaming, MB", "KB a stream"];
  const idle = `${count(connections)} connections, idle after one call each`;
  const how = `${idle}, or with ${count(streams)} open server streams, 100 a connection`;
  return [
    `\`npm run bench:memory\`: resident memory with ${how}. Medians of ${rounds} runs.`,
    `\nMachine: ${machine}.\n`,
    `| ${columns.join(" | ")} |`,
    `| --- |${" --: |".repeat(columns.length - 1)}`,
    ...rows.map((row) => renderRow(row, connections, streams)),
  ].join("\n");
}

/** The line on memory in the table of ratios: what the connections add to the process. */
export function memoryLine(memory: MemoryResult | undefined): string {
  const what = "Memory that 10,000 idle connections cost";
  const row = memory?.rows.find(({ server }) => server === "flotilla");
  if (!row) return `| ${what} | – | ≤ ${mostIdleMb} MB |  | – |  |  | not measured |`;
  const costMb = row.idleMb - row.startedMb;
  const measured = `${Math.round(costMb)} MB, the process ${Math.round(row.idleMb)} MB`;
  return `| ${what} | – | ≤ ${mostIdleMb} MB |  | ${measured} |  |  | ${costMb <= mostIdleMb ? "holds" : "FALLS SHORT"} |`;
}

function renderRow({ server, ...mb }: MemoryRow, connections: number, streams: number): string {
  const perConnection = ((mb.idleMb - mb.startedMb) * 1000) / connections;
  const perStream = ((mb.streamingMb - mb.streamingFromMb) * 1000) / streams;
  const cells = [mb.startedMb, mb.idleMb, perConnection, mb.streamingMb, perStream].map((value) => value.toFixed(1));
  return `| ${[server, ...cells].join(" | ")} |`;
}

const count = (value: number) => value.toLocaleString("en-US");
