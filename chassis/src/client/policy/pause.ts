import type { Clock } from "../../clock.ts";
import { toAbortFault } from "../end-faults.ts";

/** Resolves after `delayMs`; rejects at once, with what `signal` was aborted with, when that comes first. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    const leave = () => {
      stopTimer();
      reject(toAbortFault(signal!));
    };
    const stopTimer = clock.after(delayMs, wake);
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted) leave();
  });
}
