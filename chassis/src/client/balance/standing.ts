import type { WireState } from "../wire/wire.ts";

/**
 * How well an address can be called, the best first: connected and in service; connected, of unknown health; connected,
 * but it fails more than the others; not connected yet; connected, but out of service by its own word; out of reach.
 */
export const standings = ["ready", "unknown", "ejected", "connecting", "not_serving", "unreachable"] as const;

/** One of the {@link standings}. */
export type Standing = (typeof standings)[number];

/** What is known of an address. */
export interface Condition {
  readonly state: WireState;
  /** What it says of itself by grpc.health.v1; undefined while it has not. */
  readonly isServing: boolean | undefined;
  /** It fails more than the others. */
  readonly isEjected: boolean;
}

/** Where an address stands. */
export function toStanding({ state, isServing, isEjected }: Condition): Standing {
  if (state === "failed") return "unreachable";
  if (state !== "ready") return "connecting";
  if (isServing === false) return "not_serving";
  if (isEjected) return "ejected";
  return isServing ? "ready" : "unknown";
}

/** Those that stand best, with where they stand; no others are called. */
export interface Best<T> {
  readonly standing: Standing;
  readonly addresses: readonly T[];
}

/** The addresses that stand best; undefined when there is none. */
export function findBest<T extends Condition>(addresses: readonly T[]): Best<T> | undefined {
  for (const standing of standings) {
    const best = addresses.filter((address) => toStanding(address) === standing);
    if (best.length > 0) return { standing, addresses: best };
  }
  return undefined;
}
