import { type Fault, toFault } from "../fault.ts";
import { currentCall } from "../telemetry/current-call.ts";

/**
 * For `catch` on a call of another service that did not answer in time. Time that ran out while the call that waits has some
 * left was ours to give: the other service is to blame, not the caller, and `toOwn` says so. Other Faults are thrown as
 * they are.
 */
export function whenSilent(toOwn: (late: Fault) => Fault): (thrown: unknown) => never {
  return (thrown) => {
    const fault = toFault(thrown);
    const isCallersTime = (currentCall()?.remainingMs ?? Number.POSITIVE_INFINITY) <= 0;
    throw fault.code === "deadline_exceeded" && !isCallersTime ? toOwn(fault) : fault;
  };
}
