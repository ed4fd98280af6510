import type { Clock } from "../../clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { queueUnavailable } from "../queue-faults.ts";
import type { NatsAddress } from "./nats-address.ts";
import { type NatsSession, openSession } from "./nats-session.ts";

/** Pause before the next attempt to connect. */
const pauseMs = 250;

/** What a link is made from. */
export interface NatsLinkOptions {
  readonly address: NatsAddress;
  /** How the server's operators see us. */
  readonly name: string;
  readonly log: Logger;
  readonly clock: Clock;
}

type Listener = (session: NatsSession) => void;

/**
 * Keeps one session with NATS open: connects in the background, again and again for as long as it takes, and anew when the
 * connection is lost. Nothing is carried over from one session to the next, so whoever needs something in each listens.
 */
export class NatsLink {
  readonly #options: NatsLinkOptions;
  readonly #listeners = new Set<Listener>();
  #session: NatsSession | undefined = undefined;
  #problem = "not connected yet";
  /** The first attempt: whoever comes before it is over waits for it. */
  #opening: Promise<void> | undefined = undefined;
  #cancelPause: (() => void) | undefined = undefined;
  #isStopped = false;

  constructor(options: NatsLinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelPause?.();
    await this.#opening;
    await this.#session?.nc.close();
  }

  /** The session that is open now; undefined when there is none. */
  get current(): NatsSession | undefined {
    return this.#session?.isOpen ? this.#session : undefined;
  }

  /** The same, after the first attempt to connect. Rejects with QUEUE_UNAVAILABLE when there is none. */
  async session(): Promise<NatsSession> {
    if (!this.current && this.#opening) await this.#opening;
    if (!this.current) throw queueUnavailable("The queue cannot be reached.");
    return this.current;
  }

  /** Throws, with a message for people, while there is no session. */
  check(): void {
    if (this.current) return;
    throw queueUnavailable(`NATS at ${this.#options.address.servers.join(", ")} cannot be reached: ${this.#problem}`);
  }

  /** Calls `listener` with the session that is open and with each later one. Returns what ends that. */
  onSession(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.current) listener(this.current);
    return () => this.#listeners.delete(listener);
  }

  async #open(): Promise<void> {
    const { address, name, log, clock } = this.#options;
    try {
      const session = await openSession(address, name, clock);
      if (this.#isStopped) return await session.nc.close();
      this.#session = session;
      this.#problem = "";
      log.info({ server: session.nc.getServer() }, "queue connected");
      void session.closed.then(() => this.#lose("the connection was lost"));
      for (const listener of this.#listeners) listener(session);
    } catch (cause) {
      this.#lose(toText(cause));
    }
  }

  #lose(problem: string): void {
    if (this.#isStopped) return;
    const { address, log, clock } = this.#options;
    if (problem !== this.#problem) log.warn({ servers: address.servers, error: problem }, "queue cannot be reached");
    this.#problem = problem;
    this.#cancelPause = clock.after(pauseMs, () => void this.#open());
  }
}

function toText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
