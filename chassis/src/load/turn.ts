/** One turn of the event loop, from the first call that it read to the first of the turn that follows. */
export interface Turn {
  /** Time spent at work. Whatever came meanwhile has waited for so long, at most, before anybody looked at it. */
  readonly busyMs: number;
  /** Time spent waiting for work. */
  readonly idleMs: number;
  /** Calls that came at its beginning, the refused ones too. */
  readonly arrived: number;
  /** Those of them that were the first of their connection. */
  readonly opened: number;
  /** How often the loop turned meanwhile: it does so without a call too. */
  readonly loops: number;
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

const openedShare = 0.8;

/**
 * Whether connections wait to be accepted. libuv takes one of them in each turn of the loop, however many there are: so a
 * loop that never rests, where nearly every turn and nearly every call is of a connection of its own, has a queue that
 * no turn's length shows.
 */
export function hasBacklog(turns: Omit<Turn, "ended" | "latencyMs">): boolean {
  return isCrowding(turns) && turns.opened >= openedShare * turns.arrived;
}

/** Whether a new connection called in nearly each turn of a loop that never rested: there are more of them to accept. */
export function isCrowding(turns: Pick<Turn, "busyMs" | "idleMs" | "opened" | "loops">): boolean {
  return !hasRested(turns) && turns.opened > 0 && turns.opened >= openedShare * turns.loops;
}
