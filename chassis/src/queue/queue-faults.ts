import { Fault } from "../fault.ts";
import { maxMessageBytes, type QueueMessage } from "./queue.ts";

/** QUEUE_UNAVAILABLE: what was asked of the queue can succeed later. `message` is for callers and names no address. */
export function queueUnavailable(message: string, cause?: unknown): Fault {
  return new Fault({ code: "unavailable", reason: "QUEUE_UNAVAILABLE", message, cause });
}

/** Throws BODY_TOO_LARGE for a message that no queue takes. */
export function assertSize({ subject, data }: QueueMessage): void {
  if (data.length <= maxMessageBytes) return;
  const message = `A message for ${subject} has ${data.length} bytes; ${maxMessageBytes} are the most that a queue takes.`;
  throw new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message });
}
