import { Fault } from "@flotilla/chassis/fault";
import { storeBusy, storeFailed } from "../domain/faults.ts";

/** https://www.sqlite.org/rescode.html: SQLITE_BUSY and SQLITE_LOCKED, whatever the extended part says. */
const busyCodes = [5, 6];

/** Runs one step of the driver; what it throws becomes STORE_BUSY or STORE_FAILED. */
export function attempt<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw toStoreFault(cause);
  }
}

function toStoreFault(cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  const code = Number((cause as { readonly errcode?: number }).errcode) & 0xff;
  return busyCodes.includes(code) ? storeBusy(cause) : storeFailed(cause);
}
