import { setTimeout as delay } from "node:timers/promises";

/** One request of an open-loop load. */
export interface Sample<T> {
  /** When it was due, in milliseconds after the load began. */
  readonly dueMs: number;
  /** From when it was due until it was over: time that a slow server made it wait counts (coordinated omission). */
  readonly latencyMs: number;
  readonly result: T;
}

/** How much load, and of what. */
export interface OpenLoopOptions<T> {
  readonly perSecond: number;
  /** Ends the load; requests that are under way are waited for. */
  readonly signal: AbortSignal;
  /** Makes request number `index`; must not reject. */
  send(index: number): Promise<T>;
  /** Hears each result as it comes. */
  onSample(sample: Sample<T>): void;
}

const tickMs = 5;

/** Sends requests at a fixed rate, whatever becomes of them, as many callers do who know nothing of each other. */
export async function runOpenLoop<T>({ perSecond, signal, send, onSample }: OpenLoopOptions<T>): Promise<void> {
  const startMs = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let index = 0; !signal.aborted; ) {
    const elapsedMs = performance.now() - startMs;
    for (; (index * 1000) / perSecond <= elapsedMs; index++) {
      const dueMs = (index * 1000) / perSecond;
      const request: Promise<void> = send(index).then((result) => {
        onSample({ dueMs, latencyMs: performance.now() - startMs - dueMs, result });
        underWay.delete(request);
      });
      underWay.add(request);
    }
    await delay(tickMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(underWay);
}
