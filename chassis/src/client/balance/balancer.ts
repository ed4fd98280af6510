import type { ChassisSettings } from "../../config/chassis-fields.ts";
import { createLeastLoaded } from "./least-loaded.ts";
import { createRoundRobin } from "./round-robin.ts";

/** What a balancer knows of an address. */
export interface Loaded {
  /** Calls that it has not answered yet. */
  readonly inFlight: number;
}

/** Chooses the address of the next call. The list is never empty, and may be another each time. */
export type Balancer = <T extends Loaded>(addresses: readonly T[]) => T;

/** The balancer that `CLIENT_BALANCER` names. `random` gives numbers from 0 to 1. */
export function createBalancer(name: ChassisSettings["clientBalancer"], random: () => number): Balancer {
  return name === "round_robin" ? createRoundRobin(random) : createLeastLoaded(random);
}
