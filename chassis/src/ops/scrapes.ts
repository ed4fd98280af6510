import { Counter, Gauge, type Registry } from "@prometheus-io/client";

/** Counts what reading the metrics costs, in the metrics: scrapes by status, from 0 on, and those that are being answered. */
export class Scrapes {
  readonly #total: Counter<"status">;
  readonly #inFlight: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    const help = "Scrapes of these metrics that were answered.";
    this.#total = new Counter({ name: "metrics_scrapes_total", help, labelNames: ["status"], registers });
    this.#inFlight = new Gauge({
      name: "metrics_scrapes_in_flight",
      help: "Scrapes of these metrics that are being answered.",
      registers,
    });
    for (const status of ["200", "500"]) this.#total.inc({ status }, 0);
  }

  /** Runs one scrape, and counts it whatever becomes of it. */
  async run<T>(scrape: () => Promise<T>): Promise<T> {
    this.#inFlight.inc();
    try {
      const answer = await scrape();
      this.#total.inc({ status: "200" });
      return answer;
    } catch (cause) {
      this.#total.inc({ status: "500" });
      throw cause;
    } finally {
      this.#inFlight.dec();
    }
  }
}
