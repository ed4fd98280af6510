import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type CampusMessage, subjects } from "../proof/decode-events.ts";

/** Looks at the streams of a broker from outside. */
export class NatsLog implements AsyncDisposable {
  readonly #connection: NatsConnection;
  readonly #messages: CampusMessage[] = [];
  readonly #next = new Map<string, number>();

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  static async connect(url: string): Promise<NatsLog> {
    return new NatsLog(await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 }));
  }

  /** All messages of the campus so far; each call reads what is new. */
  async readMessages(): Promise<readonly CampusMessage[]> {
    for (const subject of subjects) await this.#read(subject);
    return this.#messages;
  }

  async countWaiting(): Promise<number> {
    const manager = await jetstreamManager(this.#connection);
    let waiting = 0;
    for await (const { config } of manager.streams.list()) {
      for await (const consumer of manager.consumers.list(config.name)) {
        if (consumer.config.durable_name) waiting += consumer.num_pending + consumer.num_ack_pending;
      }
    }
    return waiting;
  }

  async countDeadLetters(): Promise<number> {
    const manager = await jetstreamManager(this.#connection);
    const name = await manager.streams.find("dead_letters.any").catch(() => undefined);
    return name === undefined ? 0 : (await manager.streams.info(name)).state.messages;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  async #read(subject: string): Promise<void> {
    const manager = await jetstreamManager(this.#connection);
    const stream = await manager.streams.find(subject);
    const { last_seq: last } = (await manager.streams.info(stream)).state;
    const from = this.#next.get(stream) ?? 1;
    if (from > last) return;
    const ordered = { filter_subjects: subject, opt_start_seq: from, deliver_policy: "by_start_sequence" } as const;
    const consumer = await jetstream(this.#connection).consumers.get(stream, ordered);
    for await (const message of await consumer.consume()) {
      const headers = Object.fromEntries(
        message.headers?.keys().map((name) => [name, message.headers!.get(name)]) ?? [],
      );
      this.#messages.push({ subject, id: headers["Nats-Msg-Id"] ?? "", data: message.data, headers });
      this.#next.set(stream, message.seq + 1);
      if (message.seq >= last) break;
    }
  }
}
