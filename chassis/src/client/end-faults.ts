import { Fault } from "../fault.ts";

/** What a call fails with that this signal has ended: the Fault it was aborted with, else CANCELLED. */
export function toAbortFault({ reason }: AbortSignal): Fault {
  if (reason instanceof Fault) return reason;
  return new Fault({ code: "cancelled", reason: "CANCELLED", message: "The call was cancelled." });
}

/** What a call fails with whose time is over. */
export function toTimedOut(timeoutMs: number): Fault {
  const message = `No answer came within ${Math.max(0, Math.round(timeoutMs))} ms.`;
  return new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message });
}
