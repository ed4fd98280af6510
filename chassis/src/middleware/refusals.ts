import { Fault, type FaultInit } from "../fault.ts";

/** How many different times to come back after there are. */
const spread = 16;
/** The earliest and the latest of them. */
const [soonestMs, latestMs] = [500, 2000];

/**
 * Faults that are made once, at start, and given in turn: nobody looks through the stack for them, and protocols write each
 * only once. Each names another time to come back after, so that those turned away together do not return
 * together.
 */
export function createRefusals(init: Pick<FaultInit, "reason" | "message" | "httpStatus">): () => Fault {
  const faults = Array.from({ length: spread }, (_, index) => {
    const retryAfterMs = soonestMs + Math.round((index * (latestMs - soonestMs)) / (spread - 1));
    return new Fault({ ...init, code: "resource_exhausted", retryAfterMs, isShared: true });
  });
  let next = 0;
  return () => {
    // Seven has no divisor in common with sixteen: neighbours are far apart, and each has its turn.
    next = (next + 7) % spread;
    return faults[next]!;
  };
}
