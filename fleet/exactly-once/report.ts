import type { CampusRun } from "./processes/run-campus.ts";

/** What a seed came to, by the heads of its row. */
type Row = ReturnType<typeof toRow>;

/** Tells people of seeds: a row for each, and what they come to together. */
export class Report {
  readonly #say: (line: string) => void;
  readonly #rows: Row[] = [];
  #failures = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  add(campus: string, run: CampusRun): void {
    const row = toRow(campus, run);
    if (this.#rows.length === 0) this.#say(toLine(Object.keys(row)));
    this.#rows.push(row);
    this.#say(toLine(Object.values(row)));
  }

  note(line: string): void {
    this.#say(line);
  }

  fail(line: string): void {
    this.#failures++;
    this.#say(line);
  }

  /** The last line says whether every promise was kept. */
  sumUp(): void {
    const sum = (head: "acknowledged" | "kills" | "events" | "saves") =>
      `${this.#rows.reduce((all, row) => all + row[head], 0)} ${head}`;
    const sums = [sum("acknowledged"), sum("kills"), sum("events"), sum("saves")];
    this.#say(`${this.#rows.length} seeds: ${sums.join(", ")}`);
    if (this.hasFailed) this.#say(`${this.#failures} failed`);
    else this.#say("0 lost, 0 done twice, 0 dangling: every promise holds");
  }
}

function toRow(campus: string, { seed, history, events, saves, kills, seconds, broken }: CampusRun) {
  const refused = Object.values(history.refused).reduce((sum, count) => sum + count, 0);
  const { acknowledged, sent, replayed } = history;
  return {
    ...{ campus, seed, acknowledged: acknowledged.length, refused, sent, replayed },
    ...{ events, saves, kills, s: Math.round(seconds), broken: broken.length },
  };
}

function toLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(12)).join(" ");
}
