import { Fault } from "../fault.ts";
import { maxMessageBytes, type QueueMessage } from "./queue.ts";

/** A queue that is away is asked again this often. */
const retryAfterMs = 500;

/** QUEUE_UNAVAILABLE: what was asked of the queue can succeed later. `message` is for callers and names no address. */
export function queueUnavailable(message: string, cause?: unknown): Fault {
  return new Fault({ code: "unavailable", reason: "QUEUE_UNAVAILABLE", message, retryAfterMs, cause });
}

/** Throws BODY_TOO_LARGE for a message that no queue takes. */
export function assertSize(message: QueueMessage): void {
  if (message.data.length < smallBytes && countUnits(message) < smallBytes) return;
  if (countBytes(message) > maxMessageBytes) throw bodyTooLarge(message);
}

/** No text has more than three times as many bytes as UTF-16 units: what is small in those need not be counted. */
const smallBytes = maxMessageBytes / 8;

function countUnits({ id, headers }: QueueMessage): number {
  let units = id.length;
  for (const name in headers) units += name.length + headers[name]!.length + 4;
  return units;
}

/** BODY_TOO_LARGE: a message that will not be taken, however often it is tried. */
export function bodyTooLarge(queued: QueueMessage, cause?: unknown): Fault {
  const message = `A message for ${queued.subject} has ${countBytes(queued)} bytes, which is more than the queue takes.`;
  return new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message, cause });
}

/** With a colon, a space and the end of the line for each header. */
function countBytes({ id, data, headers }: QueueMessage): number {
  let bytes = data.length + Buffer.byteLength(id);
  for (const name in headers) bytes += name.length + Buffer.byteLength(headers[name]!) + 4;
  return bytes;
}
