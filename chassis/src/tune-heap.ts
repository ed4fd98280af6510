import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Two habits of V8 that do not suit a server; what each costs was measured (docs/performance.md).
 *
 * - It places what a call allocates straight into the old generation when objects made at the same place in the code
 *   outlived the first collections, which come while the young generation is a megabyte and calls in flight fill it. What
 *   is placed there stays until a full collection, with all that it points to: a quarter of a busy server's time.
 * - It starts a full collection whenever 64 MB of buffers were allocated since the last one. A server that moves 64 KB
 *   messages did nothing else: half of its time. Counted with the rest of the heap, buffers are freed while they are young.
 */
export function tuneHeap(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
  setFlagsFromString("--external-memory-accounted-in-global-limit");
}

/**
 * Gives back the space that a start needed for what it made and threw away: V8 keeps it for young objects, 15 MB and more,
 * until a full collection. That takes some 10 ms, so it is for the start, and for right after the rule engine was loaded,
 * which holds calls up for longer.
 */
export function shrinkHeap(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: object) => void;
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
