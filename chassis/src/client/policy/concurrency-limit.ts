import type { Clock } from "../../clock.ts";
import type { Interceptor } from "../interceptor.ts";
import type { AdaptiveLimit } from "./adaptive-limit.ts";
import type { LimitOutcome } from "./limit-window.ts";
import { perMethod } from "./per-method.ts";
import { Refusal, toRefused } from "./refusal.ts";
import { UsualLatency } from "./usual-latency.ts";
import type { Verdict } from "./verdict.ts";
import { watchAnswers } from "./watch-answers.ts";

const outcomes: Readonly<Record<Verdict, LimitOutcome>> = {
  answered: "answered",
  failed: "answered",
  overloaded: "dropped",
  timed_out: "dropped",
  unavailable: "dropped",
  unreached: "silent",
  silent: "silent",
};

/**
 * Refuses calls beyond what the peer bears, as `limit` has learnt it, so that they fail at once in place of piling up. A
 * call has its place until it is answered, a stream until its first message. Each rpc is measured against its own usual
 * latency; streams tell nothing by theirs.
 */
export function concurrencyLimit(limit: AdaptiveLimit, clock: Clock): Interceptor {
  const usualOf = perMethod(({ methodKind }) => ({ latency: methodKind === "unary" ? new UsualLatency() : undefined }));
  return (next) =>
    watchAnswers(next, clock, (method) => {
      if (!limit.tryEnter()) throw toRefused(refusal);
      const { latency } = usualOf(method);
      return (verdict, waitedMs) => {
        const slowdown = verdict === "answered" ? latency?.measure(waitedMs, clock.now()) : undefined;
        limit.leave(outcomes[verdict], latency && { waitedMs, slowdown });
      };
    });
}

const refusal = new Refusal("concurrency_limit", "As many calls wait for an answer already as it bears.");
