import { Gauge, type Registry } from "@prometheus-io/client";
import { oncePerRegistry } from "../../telemetry/once-per-registry.ts";
import { type Condition, standings, toStanding } from "./standing.ts";

const gaugeOf = oncePerRegistry(
  (registry: Registry) =>
    new Gauge({
      name: "rpc_client_addresses",
      help: "Addresses of a target by whether they can be called.",
      labelNames: ["target", "state"],
      registers: [registry],
    }),
);

/** Counts the addresses of `target` in `rpc_client_addresses`, by where they stand. */
export function countAddresses(registry: Registry, target: string, addresses: Iterable<Condition>): void {
  const counts = new Map<string, number>(standings.map((standing) => [standing, 0]));
  for (const address of addresses) {
    const standing = toStanding(address);
    counts.set(standing, counts.get(standing)! + 1);
  }
  for (const [state, count] of counts) gaugeOf(registry).set({ target, state }, count);
}
