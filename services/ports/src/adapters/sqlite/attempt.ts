import { Fault } from "@flotilla/chassis/fault";
import { storeFailed } from "../../domain/faults.ts";

/** Runs a step of the driver or the file system; what it throws becomes STORE_FAILED. */
export function attempt<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw toStoreFault(cause);
  }
}

/** {@link attempt} for a step that takes its time. */
export async function attemptLater<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw toStoreFault(cause);
  }
}

function toStoreFault(cause: unknown): Fault {
  return cause instanceof Fault ? cause : storeFailed(cause);
}
