import { Gauge, type Registry } from "@prometheus-io/client";
import { systemClock } from "../../clock.ts";
import { oncePerRegistry } from "../../telemetry/once-per-registry.ts";
import type { DependencyOptions } from "../dependency.ts";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import { Breaker, type BreakerChange } from "./breaker.ts";
import { RetryBudget } from "./retry-budget.ts";

/** What the policies of one dependency learn of its peer, over all calls. */
export interface Guards {
  readonly budget: RetryBudget;
  readonly breaker: Breaker;
  readonly limit: AdaptiveLimit;
}

/** Guards that say how they are by `rpc_client_breaker_state`, `rpc_client_limit` and `rpc_client_in_flight`. */
export function createGuards(options: DependencyOptions): Guards {
  const { name, settings, telemetry, clock = systemClock, random = Math.random } = options;
  const breaker = new Breaker({ clock, random, onChange: createChangeLog(options) });
  const limit = new AdaptiveLimit({ clock });
  if (settings.clientBreaker) readBreakers(telemetry.metrics).set(name, () => stateNumbers[breaker.state]);
  if (settings.clientLimit) {
    readLimits(telemetry.metrics).set(name, () => limit.limit);
    readInFlight(telemetry.metrics).set(name, () => limit.inFlight);
  }
  return { budget: new RetryBudget(), breaker, limit };
}

const stateNumbers = { closed: 0, half_open: 1, open: 2 } as const;

function createChangeLog({ name: target, telemetry }: DependencyOptions): (change: BreakerChange) => void {
  return ({ to, pauseMs }) => {
    if (to === "open") telemetry.log.warn({ target, pause_ms: Math.round(pauseMs!) }, "circuit breaker opened");
    else telemetry.log.info({ target }, to === "closed" ? "circuit breaker closed" : "circuit breaker half-open");
  };
}

/** A gauge with a series for each target, read when it is scraped. */
function createGauges(name: string, help: string): (registry: Registry) => Map<string, () => number> {
  return oncePerRegistry((registry) => {
    const readers = new Map<string, () => number>();
    new Gauge({
      name,
      help,
      labelNames: ["target"],
      registers: [registry],
      collect() {
        for (const [target, read] of readers) this.set({ target }, read());
      },
    });
    return readers;
  });
}

const readBreakers = createGauges(
  "rpc_client_breaker_state",
  "Whether calls to another service are let through: 0 closed, 1 half-open, 2 open.",
);
const readLimits = createGauges("rpc_client_limit", "Most calls to another service that may wait for an answer.");
const readInFlight = createGauges("rpc_client_in_flight", "Calls to another service that wait for an answer.");
