import { AdaptiveLimit } from "../../src/client/policy/adaptive-limit.ts";
import { Breaker } from "../../src/client/policy/breaker.ts";
import type { Guards } from "../../src/client/policy/guards.ts";
import { RetryBudget } from "../../src/client/policy/retry-budget.ts";
import type { Clock } from "../../src/clock.ts";
import type { GuardEvidence } from "./evidence.ts";

/** Guards as every dependency has them, and what they are like at the moment. */
export function createObservedGuards(clock: Clock, random: () => number): { guards: Guards; read(): GuardEvidence } {
  let epoch = 0;
  let sinceMs = 0;
  const onChange = () => {
    epoch++;
    sinceMs = clock.now();
  };
  const breaker = new Breaker({ clock, random, onChange });
  const limit = new AdaptiveLimit({ clock });
  const budget = new RetryBudget();
  return {
    guards: { budget, breaker, limit },
    read: () => ({
      ...{ state: breaker.state, epoch, sinceMs },
      ...{ inFlight: limit.inFlight, limit: limit.limit, tokens: budget.tokens },
    }),
  };
}
