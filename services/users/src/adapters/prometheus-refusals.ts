import { Counter, type Registry } from "@prometheus-io/client";
import type { Refusals } from "../compat/refusals.ts";

/** Refusals as `users_refusals_total{method,reason}`. */
export class PrometheusRefusals implements Refusals {
  readonly #total: Counter<"method" | "reason">;

  constructor(registry: Registry) {
    const help = "Calls of user.UserService that ended gRPC OK with a failure in their Status.";
    const labelNames = ["method", "reason"] as const;
    this.#total = new Counter({ name: "users_refusals_total", help, labelNames, registers: [registry] });
  }

  count(method: string, reason: string): void {
    this.#total.inc({ method, reason });
  }
}
