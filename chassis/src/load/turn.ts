/** One turn of the event loop, from the first call that it read to the first of the turn that follows. */
export interface Turn {
  /** Time spent at work. Whatever came meanwhile has waited for so long, at most, before anybody looked at it. */
  readonly busyMs: number;
  /** Time spent waiting for work. */
  readonly idleMs: number;
  /** Calls that came at its beginning, the refused ones too. */
  readonly arrived: number;
  /** Calls that were over at its end, the refused ones left out. */
  readonly ended: number;
  /** How long those that ended had taken, in all. */
  readonly latencyMs: number;
}

const idleShare = 0.03;

/** Whether the loop waited for work: then nothing was left in any queue. */
export function hasRested({ busyMs, idleMs }: Pick<Turn, "busyMs" | "idleMs">): boolean {
  return idleMs > idleShare * (busyMs + idleMs);
}
