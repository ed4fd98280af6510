import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from placing what a call allocates straight into the old generation. V8 does so at places in the code whose
 * objects outlived the first collections ("allocation site pretenuring"), and a server's first collections come while the
 * young generation is a megabyte and calls in flight fill it. What is placed there then stays until a full collection,
 * with all that it points to: a quarter of a busy server's time (measured, docs/performance.md).
 */
export function keepCallsYoung(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
