import type { Random } from "../random.ts";

/** How a peer behaves for a while. */
export type Mode =
  | { readonly kind: "healthy" }
  | { readonly kind: "slow"; readonly latencyMs: number }
  /** A share of the calls fails. */
  | { readonly kind: "erroring"; readonly share: number }
  /** Serves only so many at once; the others are pushed back. */
  | { readonly kind: "overloaded"; readonly capacity: number; readonly pushback: number | "never" | undefined }
  /** Nobody listens there. */
  | { readonly kind: "dead" }
  /** A share of the calls gets REFUSED_STREAM. */
  | { readonly kind: "refusing"; readonly share: number }
  /** Takes calls and does not answer. */
  | { readonly kind: "frozen" }
  /** Dead and healthy by turns. */
  | { readonly kind: "flapping"; readonly turnMs: number };

/** A time in which the peer is in one mode. */
export interface Phase {
  readonly mode: Mode;
  readonly startMs: number;
  readonly endMs: number;
}

/** The rpcs that are called: a read, a write with and without a key, one with a deadline of its own, a stream. */
export type RpcKind = "read" | "write" | "order" | "keyed_order" | "hurry" | "watch";

/** One call that is made. */
export interface PlannedCall {
  readonly number: number;
  readonly rpc: RpcKind;
  readonly startMs: number;
  readonly timeoutMs: number | undefined;
  /** The caller gives up after this. */
  readonly cancelMs: number | undefined;
  /** Messages of a stream after which its reader leaves. */
  readonly leavesAfter: number;
}

/** What a peer is like on the whole. */
export interface PeerNature {
  /** How long it takes when all is well, give or take a half. */
  readonly usualMs: number;
  /** It, or what leads to it, does not end what nobody waits for any more. */
  readonly isDeaf: boolean;
}

/** What happens in one run. */
export interface Scenario {
  readonly peer: PeerNature;
  readonly phases: readonly Phase[];
  readonly calls: readonly PlannedCall[];
  readonly endMs: number;
}

/** Longer than the policies need to notice that a peer is back. */
const lastHealthyMs = 8000;

const rates = [5, 10, 30, 100, 300];

/** Health, two or three troubles with more or less of it in between, and health again. */
export function createScenario(random: Random): Scenario {
  const phases: Phase[] = [];
  const add = (mode: Mode, durationMs: number) => {
    const startMs = phases.at(-1)?.endMs ?? 0;
    phases.push({ mode, startMs, endMs: startMs + durationMs });
  };
  add({ kind: "healthy" }, 1000 + random.below(3000));
  for (let troubles = 2 + random.below(2); troubles > 0; troubles--) {
    add(createTrouble(random), 1000 + random.below(6000));
    if (random.below(2)) add({ kind: "healthy" }, 200 + random.below(8000));
  }
  add({ kind: "healthy" }, lastHealthyMs);
  const { endMs } = phases.at(-1)!;
  const peer = { usualMs: random.pick([10, 10, 80]), isDeaf: random.below(5) === 0 };
  return { peer, phases, calls: createCalls(random, endMs), endMs };
}

/** Most calls that get to the peer fail, so that they would be made again. */
export function isOutage({ mode }: Phase): boolean {
  if (mode.kind === "erroring") return mode.share >= 0.5;
  return mode.kind === "dead" || mode.kind === "frozen" || mode.kind === "overloaded" || mode.kind === "flapping";
}

function createTrouble(random: Random): Mode {
  return random.pick<() => Mode>([
    () => ({ kind: "slow", latencyMs: random.pick([100, 400, 1500]) }),
    () => ({ kind: "erroring", share: random.pick([0.3, 0.6, 1]) }),
    () => ({
      kind: "overloaded",
      capacity: random.pick([0, 1, 5]),
      pushback: random.pick([undefined, "never", 50, 700, 3000]),
    }),
    () => ({ kind: "dead" }),
    () => ({ kind: "refusing", share: random.pick([0.3, 1]) }),
    () => ({ kind: "frozen" }),
    () => ({ kind: "flapping", turnMs: 100 + random.below(1000) }),
  ])();
}

function createCalls(random: Random, endMs: number): PlannedCall[] {
  const meanGapMs = 1000 / random.pick(rates);
  const calls: PlannedCall[] = [];
  for (let startMs = 0; startMs < endMs; startMs += 2 * meanGapMs * random.next()) {
    const rpc = random.pick<RpcKind>(["read", "read", "read", "write", "order", "keyed_order", "hurry", "watch"]);
    calls.push({
      number: calls.length,
      rpc,
      startMs,
      timeoutMs: random.pick(rpc === "watch" ? [1000, 3000, undefined] : [200, 500, 1000, 1000, 3000, undefined]),
      cancelMs: random.below(20) === 0 ? random.below(500) : undefined,
      leavesAfter: 1 + random.below(5),
    });
  }
  return calls;
}
