import type { CallEvidence, Evidence } from "./evidence.ts";
import { findBroken, type Invariant } from "./invariant.ts";
import { isOutage, type PlannedCall } from "./scenario.ts";

const mostAttempts = 4;
const mostAmplification = 1.1;

/** Tokens of a full budget above the half at which retries stop. */
const spareTokens = 5;
const tokensPerSuccess = 0.1;

/** Fewer calls than this say little about a share: the spare tokens weigh more. */
const manyCalls = 200;

/** Time after a peer's return from which on nearly every call must succeed. */
const recoveryMs = 5000;
const leastSuccess = 0.99;

/** Of a healthy peer: four messages of a stream at its slowest. */
const longestCallMs = 500;

/** What is promised to callers, and to peers in trouble. */
export const callInvariants: readonly Invariant[] = [
  {
    name: "every call ends once",
    find: ({ calls }) => findBroken(calls, ({ ends }) => ends !== 1),
  },
  {
    name: "every call ends by its deadline",
    find: ({ calls }) => findBroken(calls, (call) => call.endMs! > deadlineOf(call) + rounding),
  },
  {
    name: "a call that its caller gives up ends at once",
    find: ({ calls }) =>
      findBroken(calls, ({ startMs, cancelMs = Infinity, endMs }) => endMs! > startMs + cancelMs + rounding),
  },
  {
    name: "no attempt begins after its call has ended, nor is given more than what is left of its time",
    find: ({ calls, attempts }) =>
      findBroken(attempts, ({ call, atMs, timeoutMs = Infinity }) => {
        const { endMs } = calls[call]!;
        return atMs > endMs! || atMs + timeoutMs > deadlineOf(calls[call]!) + rounding;
      }),
  },
  {
    name: "a call has four attempts at most, and one more when the server refused its stream",
    find: ({ calls, attempts }) => {
      const attemptsOf = Map.groupBy(attempts, ({ call }) => call);
      return findBroken(calls, ({ number, retries }) => {
        const transparent = retries.filter(({ isTransparent }) => isTransparent).length;
        return transparent > 1 || (attemptsOf.get(number)?.length ?? 0) > mostAttempts + transparent;
      });
    },
  },
  {
    name: "what may have been done and must not be done twice is not tried again",
    find: ({ calls, attempts }) =>
      findBroken(attempts, ({ call, mayBeDone, atMs }) => {
        const isOnce = calls[call]!.rpc === "write" || calls[call]!.rpc === "order";
        return isOnce && mayBeDone && attempts.some((other) => other.call === call && other.atMs > atMs);
      }),
  },
  {
    name: "what a policy of ours refuses is not tried again",
    find: ({ calls }) => findBroken(calls, ({ retries }) => retries.some(({ followsRefusal }) => followsRefusal)),
  },
  {
    name: "no attempt follows before the time that the peer asked for, nor when it asked for none",
    find: ({ attempts }) => {
      const attemptsOf = Map.groupBy(attempts, ({ call }) => call);
      return findBroken(attempts, ({ call, answerMs, pushback }) => {
        if (pushback === undefined) return false;
        const earliestMs = pushback === "never" ? Infinity : answerMs! + pushback - rounding;
        return attemptsOf.get(call)!.some(({ atMs }) => atMs > answerMs! && atMs < earliestMs);
      });
    },
  },
  {
    name: "retries take no more than what is spare in the budget and a tenth of the successes, in every phase",
    find: (evidence) =>
      findBroken(
        evidence.phases.map((phase) => ({ ...phase, ...countIn(evidence, phase) })),
        ({ retries, successes }) => retries > spareTokens + tokensPerSuccess * successes,
      ),
  },
  {
    name: "attempts are no more than 1.1 times the calls, over every outage of many calls",
    find: (evidence) =>
      findBroken(
        evidence.phases.filter(isOutage).map((phase) => ({ ...phase, ...countIn(evidence, phase) })),
        ({ retries, calls }) => calls >= manyCalls && 1 + retries / calls > mostAmplification,
      ),
  },
  {
    name: "five seconds after the peer is back 99 % succeed",
    find: (evidence) =>
      findBroken(
        evidence.phases.map((phase) => ({ ...phase, ...measureRecovery(evidence, phase) })),
        ({ share }) => share < leastSuccess,
      ),
  },
  {
    name: "nobody is refused before there was any trouble",
    find: ({ calls, phases }) =>
      findBroken(calls, ({ startMs, refusal }) => refusal !== undefined && startMs < phases[0]!.endMs - 1),
  },
];

/** Sums of fractions of milliseconds differ by their order. */
const rounding = 1e-6;

const hurryMs = 1000;

function deadlineOf({ startMs, timeoutMs = Infinity, rpc }: PlannedCall): number {
  return startMs + Math.min(timeoutMs, rpc === "hurry" ? hurryMs : Infinity);
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

function isIn({ startMs, endMs }: Span, atMs: number): boolean {
  return atMs >= startMs && atMs < endMs;
}

/** Calls begun, calls that succeeded, and retries that the budget paid for. */
function countIn({ calls }: Evidence, span: Span) {
  const retries = calls.flatMap((call) => call.retries.filter(({ isTransparent }) => !isTransparent));
  return {
    calls: calls.filter(({ startMs }) => isIn(span, startMs)).length,
    successes: calls.filter((call) => isSuccess(call) && isIn(span, call.endMs!)).length,
    retries: retries.filter(({ atMs }) => isIn(span, atMs)).length,
  };
}

function measureRecovery({ calls }: Evidence, { mode, startMs, endMs }: Span & { readonly mode: { kind: string } }) {
  if (mode.kind !== "healthy") return { share: 1 };
  // A call of the last moments may meet the next trouble.
  const span = { startMs: startMs + recoveryMs, endMs: endMs - longestCallMs };
  const begun = calls.filter((call) => isIn(span, call.startMs) && call.code !== "cancelled");
  return { share: begun.length === 0 ? 1 : begun.filter(isSuccess).length / begun.length };
}

function isSuccess({ code }: CallEvidence): boolean {
  return code === "ok" || code === "left";
}
