import type { CampusRun } from "./processes/run-campus.ts";

const heads = [
  "campus",
  "seed",
  "acknowledged",
  "refused",
  "sent",
  "replayed",
  "events",
  "saves",
  "kills",
  "s",
  "broken",
];

/** Tells people of seeds: a row for each, and what they come to together. */
export class Report {
  readonly #say: (line: string) => void;
  readonly #sum = { seeds: 0, acknowledged: 0, kills: 0, events: 0, saves: 0 };
  #failures = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
    this.#row(heads);
  }

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  add(campus: string, { seed, history, events, saves, kills, seconds, broken }: CampusRun): void {
    const refused = Object.values(history.refused).reduce((sum, count) => sum + count, 0);
    const acknowledged = history.acknowledged.length;
    const { sent, replayed } = history;
    this.#row([
      campus,
      seed,
      acknowledged,
      refused,
      sent,
      replayed,
      events,
      saves,
      kills,
      seconds.toFixed(1),
      broken.length,
    ]);
    this.#sum.seeds++;
    this.#sum.acknowledged += acknowledged;
    this.#sum.kills += kills;
    this.#sum.events += events;
    this.#sum.saves += saves;
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
    const { seeds, acknowledged, kills, events, saves } = this.#sum;
    this.#say(
      `${seeds} seeds: ${acknowledged} writes acknowledged, ${kills} kills, ${events} events, ${saves} saves counted`,
    );
    if (this.hasFailed) this.#say(`${this.#failures} failed`);
    else this.#say("0 lost, 0 done twice, 0 dangling: every promise holds");
  }

  #row(cells: readonly (string | number)[]): void {
    this.#say(cells.map((cell) => String(cell).padStart(12)).join(" "));
  }
}
