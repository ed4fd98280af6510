import type { Clock } from "../../clock.ts";
import type { Interceptor } from "../interceptor.ts";
import type { Breaker } from "./breaker.ts";
import { Refusal, toRefused } from "./refusal.ts";
import type { Verdict } from "./verdict.ts";
import { watchAnswers } from "./watch-answers.ts";

/** Turning calls away is no failure: the peer is well enough to do so, and the concurrency limit sees to it. */
const failures: Readonly<Record<Verdict, boolean | undefined>> = {
  answered: false,
  overloaded: false,
  failed: true,
  timed_out: true,
  unavailable: true,
  unreached: true,
  silent: undefined,
};

/**
 * Refuses calls while `breaker` is open, with the time until it lets some through again; it goes by how the peer answers
 * them. A stream has answered with its first message.
 */
export function circuitBreaker(breaker: Breaker, clock: Clock): Interceptor {
  return (next) =>
    watchAnswers(next, clock, () => {
      const pass = breaker.enter();
      if (!pass) throw toRefused(refusal, breaker.waitMs);
      return (verdict) => breaker.leave(pass, failures[verdict]);
    });
}

const refusal = new Refusal(
  "circuit_breaker",
  "Most calls to it failed of late, so that it is left alone for a moment.",
);
