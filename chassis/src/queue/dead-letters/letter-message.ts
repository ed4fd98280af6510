import type { DeadLetter, QueueMessage } from "../queue.ts";
import type { StoredMessage } from "./letter-stream.ts";

/** Headers that tell of the failure; all others of a letter are the original's. */
const prefix = "dead-letter-";
const mostMessageLength = 1000;

/** The message that a dead letter is kept as. The same letter twice has the same id. */
export function toLetterMessage({ consumer, reason, message, attempts, original }: NewLetter): QueueMessage {
  return {
    subject: `dead_letters.${consumer}`,
    id: original.id && `${consumer}/${original.id}`,
    data: original.data,
    headers: {
      ...readOriginalHeaders(original.headers),
      [`${prefix}reason`]: reason,
      [`${prefix}message`]: toLine(message),
      [`${prefix}attempts`]: String(attempts),
      [`${prefix}subject`]: original.subject,
      [`${prefix}id`]: original.id,
    },
  };
}

/** A dead letter as it was before it was stored. */
export type NewLetter = Omit<DeadLetter, "sequence" | "time">;

/** The dead letter that is kept as this message. */
export function fromLetterMessage({ sequence, time, subject, headers, data }: StoredMessage): DeadLetter {
  const said = (name: string) => headers[`${prefix}${name}`] ?? "";
  return {
    sequence,
    time,
    consumer: subject.slice(subject.indexOf(".") + 1),
    reason: said("reason"),
    message: said("message"),
    attempts: Number(said("attempts")),
    original: { subject: said("subject"), id: said("id"), headers: readOriginalHeaders(headers), data },
  };
}

/**
 * The original once more, under an id of its own, since the queue may still know the old one and drop it. To its consumer
 * it says by headers which message it is.
 */
export function toReplay({ sequence, original }: DeadLetter): QueueMessage {
  const id = original.headers["queue-message-id"] ?? original.id;
  return {
    ...original,
    id: `replay/${sequence}/${id}`,
    headers: id ? { ...original.headers, "queue-message-id": id } : original.headers,
  };
}

function readOriginalHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(prefix)));
}

/** Headers are of one line. */
function toLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, mostMessageLength);
}
