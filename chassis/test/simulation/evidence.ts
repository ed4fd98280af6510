import type { BreakerChange, BreakerState } from "../../src/client/policy/breaker.ts";
import type { RefusingPolicy } from "../../src/client/policy/refusal.ts";
import type { FaultCode } from "../../src/fault.ts";
import type { Phase, PlannedCall } from "./scenario.ts";

/** A call as its caller saw it. */
export interface CallEvidence extends PlannedCall {
  readonly retries: RetryEvidence[];
  /** How often it was told how the call ended. */
  ends: number;
  endMs: number | undefined;
  code: "ok" | "left" | FaultCode | undefined;
  /** Who refused it, and what that one looked like at that moment. */
  refusal: (GuardEvidence & { readonly policy: RefusingPolicy }) | undefined;
}

/** One attempt that is made again. */
export interface RetryEvidence {
  readonly atMs: number;
  readonly delayMs: number;
  readonly isTransparent: boolean;
  /** What came before was no answer, but a refusal of our own policies. */
  readonly followsRefusal: boolean;
}

/** One attempt as the peer saw it. */
export interface AttemptEvidence {
  readonly call: number;
  readonly atMs: number;
  readonly timeoutMs: number | undefined;
  readonly guards: GuardEvidence;
  /** The first message of a stream, the end of all else. */
  answerMs: number | undefined;
  /** The peer is well enough to do it, or to say that it has too much to do. */
  isAlive: boolean;
  /** It may have done what it was asked. */
  mayBeDone: boolean;
  /** Milliseconds that the peer wants to be left alone, or never to be asked again. */
  pushback: number | "never" | undefined;
}

/** What the policies were like at some moment. */
export interface GuardEvidence {
  readonly state: BreakerState;
  /** Changes of the breaker's state before. */
  readonly epoch: number;
  /** When that state began. */
  readonly sinceMs: number;
  readonly inFlight: number;
  readonly limit: number;
  readonly tokens: number;
}

/** A change of the breaker's state. */
export interface ChangeEvidence extends BreakerChange {
  readonly atMs: number;
  /** Changes before. */
  readonly epoch: number;
}

/** What is left when all calls are over. */
export interface Remains {
  readonly timers: number;
  readonly places: number;
  readonly listeners: number;
  readonly waitingAtPeer: number;
}

/** All that was seen of one run. */
export interface Evidence {
  readonly phases: readonly Phase[];
  readonly calls: readonly CallEvidence[];
  readonly attempts: readonly AttemptEvidence[];
  readonly changes: readonly ChangeEvidence[];
  readonly remains: Remains;
}
