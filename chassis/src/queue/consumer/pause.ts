import type { Clock } from "../../clock.ts";

/** Resolves after `delayMs`, or as soon as `signal` aborts. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => {
    cancel();
    signal.removeEventListener("abort", wake);
    resolve();
  };
  const cancel = clock.after(delayMs, wake);
  signal.addEventListener("abort", wake);
  if (signal.aborted) wake();
  return promise;
}

/** Resolves when `signal` aborts. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
