import type { Call } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Handler } from "../handler.ts";

/** What {@link makeStale} works with. */
export interface MakeStaleOptions {
  /** Forgets all that the call made stale; never rejects. */
  forget(request: unknown, call: Call): Promise<void>;
  readonly clock: Clock;
}

/**
 * How long a failed change may still take effect: a store goes on with what it was given when its caller has given up. What
 * was read and kept meanwhile is forgotten again then.
 */
const lateEffectMs = 5000;

/**
 * After this rpc, what the contract says is stale is gone before its caller hears of it: after a success, and after a
 * failure that came once the handler had said what it touches, since nobody knows then whether it did.
 */
export function makeStale(next: Handler, { forget, clock }: MakeStaleOptions): Handler {
  return async function cache(request, call) {
    try {
      const opened = await next(request, call);
      await forget(request, call);
      return opened;
    } catch (thrown) {
      if (call.touched) {
        await forget(request, call);
        clock.after(lateEffectMs, () => void forget(request, call));
      }
      throw thrown;
    }
  };
}
