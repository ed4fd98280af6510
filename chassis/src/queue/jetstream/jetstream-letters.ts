import { JetStreamApiCodes, JetStreamApiError, type StoredMsg } from "@nats-io/jetstream";
import type { LetterStream, StoredMessage } from "../dead-letters/letter-stream.ts";
import type { PubAck, QueueMessage, StreamSpec } from "../queue.ts";
import type { JetStreamStreams } from "./jetstream-streams.ts";
import { fromNatsHeaders, readMessageId } from "./message-headers.ts";
import type { NatsLink } from "./nats-link.ts";
import type { Publisher } from "./publisher.ts";
import { toQueueFault } from "./to-queue-fault.ts";

/** Codes for a stream or a message that is not there. */
const absentCodes: readonly number[] = [JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.NoMessageFound, 10043];

/** Reads and removes single messages of a stream. */
export class JetStreamLetters implements LetterStream {
  readonly #link: NatsLink;
  readonly #streams: JetStreamStreams;
  readonly #publisher: Publisher;

  constructor(link: NatsLink, streams: JetStreamStreams, publisher: Publisher) {
    this.#link = link;
    this.#streams = streams;
    this.#publisher = publisher;
  }

  ensureStreams(streams: readonly StreamSpec[]): Promise<void> {
    return this.#streams.ensure(streams);
  }

  publish(message: QueueMessage): Promise<PubAck> {
    return this.#publisher.publish(message);
  }

  async list(stream: string, after: number, limit: number): Promise<readonly StoredMessage[]> {
    const found: StoredMessage[] = [];
    let seq = after + 1;
    while (found.length < limit) {
      const next = await this.#read(stream, { seq, next_by_subj: ">" });
      if (!next) break;
      found.push(next);
      seq = next.sequence + 1;
    }
    return found;
  }

  find(stream: string, sequence: number): Promise<StoredMessage | undefined> {
    return this.#read(stream, { seq: sequence });
  }

  async remove(stream: string, sequence: number): Promise<void> {
    const { api } = await this.#link.session();
    await api.streams.deleteMessage(stream, sequence).catch(unlessAbsent);
  }

  async #read(
    stream: string,
    query: { readonly seq: number; readonly next_by_subj?: string },
  ): Promise<StoredMessage | undefined> {
    const { api } = await this.#link.session();
    const stored = await api.streams.getMessage(stream, query).catch(unlessAbsent);
    return stored ? toStoredMessage(stored) : undefined;
  }
}

function unlessAbsent(cause: unknown): undefined {
  if (cause instanceof JetStreamApiError && absentCodes.includes(cause.code)) return undefined;
  return toQueueFault(cause);
}

function toStoredMessage({ subject, seq, time, data, header }: StoredMsg): StoredMessage {
  const id = readMessageId(header) ?? "";
  return { subject, id, sequence: seq, time, data, headers: fromNatsHeaders(header) };
}
