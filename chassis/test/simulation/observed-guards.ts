import { AdaptiveLimit } from "../../src/client/policy/adaptive-limit.ts";
import { Breaker, type BreakerChange } from "../../src/client/policy/breaker.ts";
import type { Guards } from "../../src/client/policy/guards.ts";
import { RetryBudget } from "../../src/client/policy/retry-budget.ts";
import type { Clock } from "../../src/clock.ts";
import type { ChangeEvidence, GuardEvidence } from "./evidence.ts";

/** Guards as every dependency has them, and how to look at them. */
export interface ObservedGuards {
  readonly guards: Guards;
  readonly changes: readonly ChangeEvidence[];
  /** What they are like at the moment. */
  read(): GuardEvidence;
}

/** New ones. */
export function createObservedGuards(clock: Clock, random: () => number): ObservedGuards {
  const changes: ChangeEvidence[] = [];
  const onChange = (change: BreakerChange) => {
    changes.push({ ...change, atMs: clock.now(), epoch: changes.length });
  };
  const breaker = new Breaker({ clock, random, onChange });
  const limit = new AdaptiveLimit({ clock });
  const budget = new RetryBudget();
  return {
    guards: { budget, breaker, limit },
    changes,
    read: () => ({
      ...{ state: breaker.state, epoch: changes.length, sinceMs: changes.at(-1)?.atMs ?? 0 },
      ...{ inFlight: limit.inFlight, limit: limit.limit, tokens: budget.tokens },
    }),
  };
}
