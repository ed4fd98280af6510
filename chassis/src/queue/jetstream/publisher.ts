import { InvalidArgumentError, type Msg } from "@nats-io/nats-core";
import type { PubAck, QueueMessage } from "../queue.ts";
import { bodyTooLarge, queueUnavailable } from "../queue-faults.ts";
import { Gate } from "./gate.ts";
import type { JetStreamStreams } from "./jetstream-streams.ts";
import { writeHeaders } from "./message-headers.ts";
import type { NatsLink } from "./nats-link.ts";
import type { NatsSession } from "./nats-session.ts";
import { NobodyAnswers } from "./reply-inbox.ts";
import { toQueueFault } from "./to-queue-fault.ts";

/** Most messages that wait for the broker's answer: it writes each to its disk, and refuses more than some thousands. */
const mostUnderWay = 500;

/** A message that found no stream. */
interface Stranded {
  /** The place of its call among all. */
  readonly call: number;
  again(session: NatsSession): void;
  reject(cause: unknown): void;
}

interface WirePubAck {
  readonly stream: string;
  readonly seq: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly description: string };
}

/**
 * Publishes without waiting for what went before: a connection keeps the order. When a stream turns out to be gone, it is
 * created anew and the message sent once more; what is published meanwhile waits for that, behind it.
 */
export class Publisher {
  readonly #link: NatsLink;
  readonly #streams: JetStreamStreams;
  #stranded: Stranded[] = [];
  #mending: Promise<void> | undefined = undefined;
  #calls = 0;
  readonly #gate = new Gate(mostUnderWay);

  constructor(link: NatsLink, streams: JetStreamStreams) {
    this.#link = link;
    this.#streams = streams;
  }

  async publish(message: QueueMessage): Promise<PubAck> {
    const turn = this.#gate.enter();
    if (turn) await turn;
    try {
      const call = ++this.#calls;
      return await (this.#mending ? this.#sendMended(call, message) : this.#send(call, message));
    } catch (cause) {
      if (cause instanceof InvalidArgumentError) throw toRefusal(message, cause);
      if (cause instanceof NobodyAnswers) throw queueUnavailable(`No stream takes ${message.subject}.`, cause);
      return toQueueFault(cause);
    } finally {
      this.#gate.leave();
    }
  }

  async #send(call: number, message: QueueMessage): Promise<PubAck> {
    const session = this.#link.current ?? (await this.#link.session());
    try {
      return await send(session, message);
    } catch (cause) {
      if (!(cause instanceof NobodyAnswers)) throw cause;
      return this.#sendMended(call, message);
    }
  }

  #sendMended(call: number, message: QueueMessage): Promise<PubAck> {
    const { promise, resolve, reject } = Promise.withResolvers<PubAck>();
    const again = (session: NatsSession) => send(session, message).then(resolve, reject);
    this.#stranded.push({ call, again, reject });
    this.#mending ??= this.#mend();
    return promise;
  }

  async #mend(): Promise<void> {
    const failure = await this.#streams.heal().catch((cause: unknown) => cause);
    const session = this.#link.current;
    const stranded = this.#stranded.sort((one, other) => one.call - other.call);
    this.#stranded = [];
    this.#mending = undefined;
    for (const { again, reject } of stranded) {
      if (session) again(session);
      else reject(failure ?? queueUnavailable("The queue cannot be reached."));
    }
  }
}

/** What the driver does not send, now or later: no outage. How much the server takes it says when it lets us in. */
function toRefusal(message: QueueMessage, cause: InvalidArgumentError): unknown {
  return cause.message.includes("max_payload") ? bodyTooLarge(message, cause) : cause;
}

async function send(session: NatsSession, { subject, id, data, headers }: QueueMessage): Promise<PubAck> {
  return readPubAck(await session.replies.ask(subject, data, writeHeaders(id, headers)));
}

/** The answer to a message that was published (NATS ADR-22); throws QUEUE_UNAVAILABLE when it was not stored. */
function readPubAck(answer: Msg): PubAck {
  const { stream, seq, duplicate = false, error } = answer.json<WirePubAck>();
  if (error) throw queueUnavailable("The queue did not store the message.", new Error(error.description));
  return { stream, sequence: seq, isDuplicate: duplicate };
}
