import { type Clock, systemClock } from "../../clock.ts";
import { Fault } from "../../fault.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Cache, Found, StaleNames } from "../cache.ts";
import { RedisSession } from "./redis-session.ts";

/** What a {@link RedisCache} is made from. */
export interface RedisCacheOptions {
  /** Such as `students`: what tells its names apart from others on the same Redis. */
  readonly service: string;
  /** `redis://user:password@host:port/0`, or `rediss://…`. */
  readonly url: string;
  readonly log: Logger;
  /** Keeps what was read in this process as well. Default true. */
  readonly isNear?: boolean;
  /** False: nothing is read or kept from here; what is changed here is made stale for the others. Default true. */
  readonly isRead?: boolean;
  /** Default: what could not be made stale is so with the next generation, or with time. */
  readonly staleNames?: StaleNames | undefined;
  /** Time for an answer of Redis; after that it counts as away. Default 250 ms. */
  readonly answerMs?: number;
  readonly clock?: Clock;
  /** Default `Date.now`. */
  readonly wallClock?: () => number;
}

/** Between two tries to reach Redis; it doubles from one to the other. */
const [firstPauseMs, lastPauseMs] = [50, 500];
/** Between two looks at what other processes could not make stale. */
const sweepEveryMs = 2000;
/** Names that are made stale at once. */
const sweepNames = 500;

const notAsked: Found = { kind: "error", lease: undefined };
const notRead: Found = { kind: "miss", lease: undefined };

/**
 * A cache on Redis 6 or later. While Redis is away every reading finds an `error` at once, and what is made stale is
 * written down among the {@link StaleNames}. It connects by itself, again and again, and each time begins a new generation
 * of names, in which nothing is kept yet.
 */
export class RedisCache implements Cache {
  readonly name: string;
  readonly engine = "redis";
  readonly isRequired = false;
  readonly #options: Required<Omit<RedisCacheOptions, "staleNames">>;
  readonly #staleNames: StaleNames | undefined;
  readonly #stopping = new AbortController();
  #session: RedisSession | undefined = undefined;
  #trouble: string | undefined = "not connected yet";
  #connecting: Promise<void> = Promise.resolve();
  /** How often something could not be made stale. */
  #missed = 0;
  /** The names that could not be written down either were told of; they are again once it went well. */
  #isLossTold = false;

  constructor({ staleNames, ...options }: RedisCacheOptions) {
    this.name = `${options.service} cache (redis)`;
    this.#options = { isNear: true, isRead: true, answerMs: 250, clock: systemClock, wallClock: Date.now, ...options };
    this.#staleNames = staleNames;
  }

  get(name: string): Found | Promise<Found> {
    return this.#options.isRead ? (this.#session?.get(name) ?? notAsked) : notRead;
  }

  async forget(names: readonly string[]): Promise<void> {
    if (names.length === 0 || (this.#session && (await this.#session.forget(names)))) return;
    // Without a session at once: one that is about to begin must hear of it.
    this.#missed++;
    await this.#staleNames?.add(names).then(
      () => {
        this.#isLossTold = false;
      },
      (thrown) => this.#tellLoss(thrown),
    );
  }

  /** Resolves once it was tried to reach Redis, which may well start later than the service. */
  async start(): Promise<void> {
    const { promise: tried, resolve } = Promise.withResolvers<void>();
    this.#connecting = this.#stayConnected(resolve);
    await tried;
  }

  /** Makes stale what other processes, or this one in an earlier life, could not. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#pause(sweepEveryMs, signal);
      if (this.#session) await this.#sweep(signal).catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#session?.close();
    await this.#connecting;
  }

  check(): void {
    if (this.#trouble !== undefined) throw new Error(`Redis is away: ${this.#trouble}`);
  }

  async #stayConnected(onTried: () => void): Promise<void> {
    const { signal } = this.#stopping;
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, lastPauseMs)) {
      try {
        const missed = this.#missed;
        const session = await RedisSession.open(this.#options);
        pauseMs = firstPauseMs;
        this.#begin(session);
        onTried();
        // What became stale since the session's generation began may have been kept in it by another process.
        if (this.#missed !== missed) await session.renew().catch(() => session.close());
        throw await session.ended;
      } catch (cause) {
        this.#session = undefined;
        if (!signal.aborted) this.#complain((cause as Error).message);
        onTried();
      }
      await this.#pause(pauseMs, signal);
    }
  }

  #begin(session: RedisSession): void {
    if (this.#stopping.signal.aborted) session.close();
    this.#session = session;
    this.#trouble = undefined;
    this.#isLossTold = false;
    this.#options.log.info({ service: this.#options.service }, "cache is reached");
  }

  #complain(reason: string): void {
    if (this.#trouble === reason) return;
    this.#trouble = reason;
    this.#options.log.warn({ service: this.#options.service, reason }, "cache is away; serving without it");
  }

  #tellLoss(thrown: unknown): void {
    if (this.#isLossTold) return;
    this.#isLossTold = true;
    const { log, service } = this.#options;
    const why = thrown instanceof Fault ? { reason: thrown.message } : { err: thrown };
    log.error({ service, ...why }, "stale names cannot be written down");
  }

  /** All that there is: a long outage leaves many. */
  async #sweep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const names = (await this.#staleNames?.list(sweepNames)) ?? [];
      if (names.length === 0 || !(await this.#session?.forget(names))) return;
      await this.#staleNames?.remove(names);
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const stop = this.#options.clock.after(ms, wake);
    signal.addEventListener("abort", wake);
    await promise;
    stop();
    signal.removeEventListener("abort", wake);
  }
}
