import { Fault } from "../../fault.ts";

/** Who in this process may say no to a call before anything of it is sent. */
export type RefusingPolicy = "circuit_breaker" | "concurrency_limit" | "balancer";

/** Cause of a Fault that this process raised by itself: nothing was sent, and trying again at once would not help. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly policy: RefusingPolicy;

  constructor(policy: RefusingPolicy, message: string) {
    super(message);
    this.policy = policy;
  }
}

/** The Fault of a call that a policy refuses: `unavailable`, and after `retryAfterMs` it may be let through. */
export function toRefused(refusal: Refusal, retryAfterMs?: number): Fault {
  const { message } = refusal;
  const init = { code: "unavailable", reason: "PEER_UNREACHABLE", message, cause: refusal } as const;
  return new Fault(retryAfterMs === undefined ? init : { ...init, retryAfterMs: Math.ceil(retryAfterMs) });
}
