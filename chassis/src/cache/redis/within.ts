import type { Clock } from "../../clock.ts";

/**
 * The answer, or a rejection when it is not there after `timeoutMs`. What came while the process was busy counts as being
 * there: once the time is over, the event loop gets one more turn to read it.
 */
export async function within<T>(clock: Clock, timeoutMs: number, answer: Promise<T>): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const fail = () => reject(new Error(`no answer within ${timeoutMs} ms`));
  const stop = clock.after(timeoutMs, () => setImmediate(fail));
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    stop();
  }
}
