import { JetStreamApiCodes, JetStreamApiError, type StreamInfo } from "@nats-io/jetstream";
import type { Logger } from "../../telemetry/logger.ts";
import type { StreamSpec } from "../queue.ts";
import type { NatsLink } from "./nats-link.ts";
import type { NatsSession } from "./nats-session.ts";
import { findStreamChange, toStreamConfig } from "./stream-config.ts";
import { toQueueFault } from "./to-queue-fault.ts";

/**
 * The streams of a broker. Those that were asked for once are remembered, so that they can be created again when the broker
 * has lost them.
 */
export class JetStreamStreams {
  readonly #link: NatsLink;
  readonly #log: Logger;
  readonly #known = new Map<string, StreamSpec>();
  #healing: Promise<void> | undefined = undefined;
  /** One after the other: what two create at once, both would tell of. */
  #last: Promise<void> = Promise.resolve();

  constructor(link: NatsLink, log: Logger) {
    this.#link = link;
    this.#log = log;
  }

  /** Creates those that are missing and brings those that differ in line; others that use our names are left alone. */
  async ensure(specs: readonly StreamSpec[]): Promise<void> {
    for (const spec of specs) this.#known.set(spec.name, spec);
    const turn = this.#last.then(() => this.#ensureAll(specs));
    this.#last = turn.catch(() => undefined);
    await turn;
  }

  /** Ensures once more whatever was ensured before. Those who ask at once share it. */
  heal(): Promise<void> {
    this.#healing ??= this.ensure([...this.#known.values()]).finally(() => {
      this.#healing = undefined;
    });
    return this.#healing;
  }

  async readEpoch(stream: string): Promise<string | undefined> {
    const session = await this.#link.session();
    const info = await findStream(session, stream).catch(toQueueFault);
    return info?.created;
  }

  async #ensureAll(specs: readonly StreamSpec[]): Promise<void> {
    const session = await this.#link.session();
    await Promise.all(specs.map((spec) => this.#ensure(session, spec))).catch(toQueueFault);
  }

  async #ensure(session: NatsSession, spec: StreamSpec): Promise<void> {
    const { streams } = session.api;
    const existing = await findStream(session, spec.name);
    if (!existing) {
      // Another process may create it right now: the same stream twice is one, and no error.
      await streams.add(toStreamConfig(spec));
      this.#log.info({ stream: spec.name, subjects: spec.subjects }, "stream created");
      return;
    }
    const change = findStreamChange(spec, existing.config);
    if (!change) return;
    await streams.update(spec.name, change);
    this.#log.info({ stream: spec.name }, "stream brought in line");
  }
}

async function findStream(session: NatsSession, name: string): Promise<StreamInfo | undefined> {
  try {
    return await session.api.streams.info(name);
  } catch (cause) {
    if (cause instanceof JetStreamApiError && cause.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw cause;
  }
}
