import type { AttemptEvidence } from "./evidence.ts";
import { findBroken, type Invariant } from "./invariant.ts";

const longestPauseMs = 2500;
const shortestPauseMs = 750;
const probes = 3;
const probeMs = 1000;
const fullBudget = 10;

/** What is promised of the breaker, the limit and the budget. */
export const guardInvariants: readonly Invariant[] = [
  {
    name: "nothing is sent while the breaker is open",
    find: ({ attempts }) => findBroken(attempts, ({ guards }) => guards.state === "open"),
  },
  {
    name: "no more than three probes wait at once while the breaker is half-open, those that took a second aside",
    find: ({ attempts }) => {
      const probing = attempts.filter(({ guards }) => guards.state === "half_open");
      const epochs = Map.groupBy(probing, ({ guards }) => guards.epoch);
      return findBroken(probing, (probe) => countWaiting(epochs.get(probe.guards.epoch)!, probe) > probes);
    },
  },
  {
    name: "an open breaker lets a call through after 2.5 s at most, and none before 0.75 s",
    find: ({ calls, attempts }) => {
      const refused = calls.filter(({ refusal }) => refusal?.policy === "circuit_breaker");
      const late = findBroken(
        refused,
        ({ refusal, endMs }) => refusal!.state === "open" && endMs! - refusal!.sinceMs >= longestPauseMs,
      );
      const openings = new Map(refused.map(({ refusal }) => [refusal!.epoch, refusal!]));
      const early = findBroken(attempts, ({ guards, atMs }) => {
        const opening = openings.get(guards.epoch - 1);
        const isProbe = guards.state === "half_open" && opening?.state === "open";
        return isProbe && atMs - opening.sinceMs < shortestPauseMs;
      });
      return late ?? early;
    },
  },
  {
    name: "a half-open breaker refuses a call only while its probes wait",
    find: ({ calls, attempts }) =>
      findBroken(calls, ({ refusal, endMs }) => {
        if (refusal?.policy !== "circuit_breaker" || refusal.state !== "half_open") return false;
        const sent = attempts.filter(({ guards }) => guards.epoch === refusal.epoch);
        return sent.filter((probe) => isWaiting(probe, endMs!) || probe.answerMs === endMs).length < probes;
      }),
  },
  {
    name: "a half-open breaker closes for three good probes of its own, opens for a bad one, and for nothing else",
    find: ({ changes, attempts }) =>
      findBroken(changes, ({ from, to, atMs, epoch }) => {
        if (from !== "half_open") return false;
        const own = attempts.filter(({ guards, answerMs = Infinity }) => guards.epoch === epoch && answerMs <= atMs);
        const good = own.filter(({ isAlive }) => isAlive).length;
        return to === "closed" ? good < probes : own.length === good;
      }),
  },
  {
    name: "no more calls wait for the peer than the limit allows",
    find: ({ attempts }) => findBroken(attempts, ({ guards }) => guards.inFlight > guards.limit),
  },
  {
    name: "the limit refuses a call only when it is full",
    find: ({ calls }) =>
      findBroken(calls, ({ refusal }) => refusal?.policy === "concurrency_limit" && refusal.inFlight < refusal.limit),
  },
  {
    name: "the retry budget stays between nothing and ten tokens",
    find: ({ attempts }) => findBroken(attempts, ({ guards: { tokens } }) => tokens < 0 || tokens > fullBudget),
  },
  {
    name: "nothing is left when all calls are over: no timer, no place, no listener",
    find: ({ remains }) => findBroken([remains], (left) => Object.values(left).some((count) => count !== 0)),
  },
];

/** Probes that wait when `probe` was let through, itself among them. */
function countWaiting(epoch: readonly AttemptEvidence[], probe: AttemptEvidence): number {
  const earlier = epoch.slice(0, epoch.indexOf(probe));
  return earlier.filter((other) => isWaiting(other, probe.atMs)).length + 1;
}

function isWaiting({ atMs, answerMs }: AttemptEvidence, nowMs: number): boolean {
  return atMs <= nowMs && nowMs - atMs < probeMs && (answerMs === undefined || answerMs > nowMs);
}
