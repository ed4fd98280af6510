import { JetStreamApiError } from "@nats-io/jetstream";
import { Fault } from "../../fault.ts";
import { queueUnavailable } from "../queue-faults.ts";

/** Throws what a driver's error means: QUEUE_UNAVAILABLE, with the error as its cause. */
export function toQueueFault(cause: unknown): never {
  if (cause instanceof Fault) throw cause;
  const said =
    cause instanceof JetStreamApiError ? `The queue refuses this: ${cause.message}.` : "The queue does not answer.";
  throw queueUnavailable(said, cause);
}
