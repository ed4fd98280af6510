import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { CacheEntry, Found, Lease } from "../cache.ts";
import { leaseMs } from "../lease-time.ts";
import { connectRedis, isRefusal, type RedisConnection, withoutCommand } from "./connect-redis.ts";
import { Generation } from "./generation.ts";
import { NearCache } from "./near-cache.ts";
import { readStoredValue, type StoredValue, toStoredLease, toStoredValue } from "./stored.ts";
import { track } from "./track.ts";
import { TurnBatch } from "./turn-batch.ts";
import { TurnUnion } from "./turn-union.ts";
import { within } from "./within.ts";

/** What a session is opened with. */
export interface SessionOptions {
  /** What tells its names apart from others on the same Redis. */
  readonly service: string;
  readonly url: string;
  /** Keeps in the process what was read, too. */
  readonly isNear: boolean;
  /** Time for an answer; then Redis counts as away. */
  readonly answerMs: number;
  readonly clock: Clock;
  /** Milliseconds since 1970, which all processes share. */
  readonly wallClock: () => number;
}

/** Time to get in. */
const openMs = 1000;
/** A value beyond this is not kept: everybody else's answers would wait behind it. */
const maxValueBytes = 1024 * 1024;
/** How often the generation may have changed meanwhile; then Redis counts as away. */
const maxTries = 10;

const notAsked: Found = { kind: "error", lease: undefined };
const leasedToAnother: Found = { kind: "miss", lease: undefined };

type Asked<T> = ReadonlyMap<string, PromiseWithResolvers<T>>;

/** An answer, and the generation that Redis was in. */
interface Told<T> {
  readonly generation: Buffer | null | undefined;
  readonly answer: T;
}

/** A session's beginning and end. */
interface Life {
  readonly ended: Promise<Error>;
  readonly signal: AbortSignal;
  end(reason: Error): void;
}

/**
 * The cache for as long as Redis is within reach. When a connection is lost, or an answer does not come or is none, the
 * session is over, with all that this process believed to know.
 *
 * A place is filled under a lease: a token that stands where the value will, and is taken before the value is read from its
 * source; making the name stale removes it (R. Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.2.1).
 */
export class RedisSession {
  readonly #options: SessionOptions;
  readonly #life: Life;
  readonly #redis: RedisConnection;
  readonly #generation: Generation;
  readonly #near: NearCache | undefined;
  readonly #reads = new TurnBatch<Found>((asked) => void this.#read(asked));
  readonly #forgets = new TurnUnion<boolean>((names) => this.#unlink(names));
  /** Tells this session's leases apart from others'. */
  readonly #tokens = randomBytes(9).toString("base64url");
  #leases = 0;

  private constructor(options: SessionOptions, life: Life, redis: RedisConnection) {
    this.#options = options;
    this.#life = life;
    this.#redis = redis;
    this.#generation = new Generation(options.service);
    this.#near = options.isNear ? new NearCache(options.clock) : undefined;
    life.signal.addEventListener("abort", () => this.#near?.clear(), { once: true });
  }

  /** Rejects with the reason when Redis cannot be reached or does not let us in. */
  static async open(options: SessionOptions): Promise<RedisSession> {
    const life = createLife();
    try {
      return await within(options.clock, openMs, RedisSession.#open(options, life));
    } catch (cause) {
      life.end(withoutCommand(cause));
      throw await life.ended;
    }
  }

  /**
   * Begins a new generation before anything is read: Redis may be back with an old state, and a process may have died
   * before it could make stale what it had changed.
   */
  static async #open(options: SessionOptions, life: Life): Promise<RedisSession> {
    const redis = await connectRedis(options.url, life.signal, life.end);
    const session = new RedisSession(options, life, redis);
    if (session.#near)
      await track({ ...options, ...life, redis, near: session.#near, generation: session.#generation });
    await session.renew();
    return session;
  }

  /** Resolves with the reason when the session is over. */
  get ended(): Promise<Error> {
    return this.#life.ended;
  }

  get(name: string): Found | Promise<Found> {
    return this.#near?.get(name) ?? this.#reads.add(name);
  }

  /** Tells whether Redis has forgotten all of them. */
  async forget(names: readonly string[]): Promise<boolean> {
    this.#dropNear(names);
    const isForgotten = await this.#forgets.add(names);
    // What was on its way when it was dropped may have come since.
    this.#dropNear(names);
    return isForgotten;
  }

  /** Begins a new generation: nothing that is kept now is read any more. Rejects when Redis cannot be told. */
  async renew(): Promise<void> {
    this.#near?.clear();
    await this.#within(this.#redis.set(this.#generation.key, this.#generation.renew()));
  }

  close(): void {
    this.#life.end(new Error("the cache was closed"));
  }

  #dropNear(names: readonly string[]): void {
    for (const name of names) this.#near?.delete(name);
  }

  async #read(asked: Asked<Found>): Promise<void> {
    const names = [...asked.keys()];
    try {
      const values = await this.#inGeneration(() => this.#readValues(names, asked));
      const missing = names.filter((name, index) => !this.#resolveValue(name, values[index], asked));
      if (missing.length > 0) await this.#lease(missing, asked);
    } catch (cause) {
      this.#life.end(withoutCommand(cause));
      for (const { resolve } of asked.values()) resolve(notAsked);
    }
  }

  async #readValues(names: readonly string[], reading: object): Promise<Told<readonly (Buffer | null)[]>> {
    for (const name of names) this.#near?.expect(name, reading);
    const keys = names.map((name) => this.#generation.toKey(name));
    const [generation, ...values] = await this.#redis.mgetBuffer(this.#generation.key, ...keys);
    return { generation, answer: values };
  }

  /** Answers who asked for the name, unless there is nothing under it. */
  #resolveValue(name: string, stored: Buffer | null | undefined, asked: Asked<Found>): boolean {
    const value = stored ? readStoredValue(stored) : undefined;
    const entry = value && this.#toEntry(value);
    this.#near?.settle(name, asked, entry);
    if (!stored) return false;
    asked.get(name)?.resolve(entry ? { kind: "hit", entry } : leasedToAnother);
    return true;
  }

  /** What stays in the process is copied: it would hold all that came with it. */
  #toEntry({ value, expiresAt }: StoredValue): CacheEntry {
    const { clock, wallClock } = this.#options;
    return { value: this.#near ? value.slice() : value, expiresMs: clock.now() + (expiresAt - wallClock()) };
  }

  async #lease(names: readonly string[], asked: Asked<Found>): Promise<void> {
    const leases = names.map((name) => ({ name, key: this.#generation.toKey(name), token: this.#nextToken() }));
    const pipeline = this.#redis.pipeline();
    for (const { key, token } of leases) pipeline.set(key, token, "PX", leaseMs, "NX");
    const taken = (await this.#within(pipeline.exec())) ?? [];
    leases.forEach(({ name, key, token }, index) => {
      const isOurs = taken[index]?.[1] === "OK";
      asked.get(name)?.resolve(isOurs ? { kind: "miss", lease: this.#toLease(key, token) } : leasedToAnother);
    });
  }

  #nextToken(): Buffer {
    return toStoredLease(`${this.#tokens}.${++this.#leases}`);
  }

  #toLease(key: string, token: Buffer): Lease {
    const fill = async (value: Uint8Array, ttlMs: number) => {
      if (value.byteLength > maxValueBytes || this.#life.signal.aborted) return;
      const stored = toStoredValue(value, this.#options.wallClock() + ttlMs);
      await this.#within(this.#redis.fillLease(key, token, stored, Math.ceil(ttlMs))).catch((cause) => {
        // Full, for example: what cannot be kept is no danger.
        if (!isRefusal(cause)) this.#life.end(withoutCommand(cause));
      });
    };
    return { fill };
  }

  async #unlink(names: readonly string[]): Promise<boolean> {
    try {
      await this.#inGeneration(async () => {
        const keys = names.map((name) => this.#generation.toKey(name));
        const unlinked = this.#redis.unlink(keys);
        const generation = this.#redis.getBuffer(this.#generation.key);
        return { generation: (await Promise.all([generation, unlinked]))[0], answer: undefined };
      });
      return true;
    } catch (cause) {
      this.#life.end(withoutCommand(cause));
      return false;
    }
  }

  /** Asks Redis, and asks again when it tells of another generation than the one that it was asked in. */
  async #inGeneration<T>(ask: () => Promise<Told<T>>): Promise<T> {
    for (let tries = 0; tries < maxTries; tries++) {
      const asked = this.#generation.current;
      const { generation, answer } = await this.#within(ask());
      if (generation?.toString() === asked) return answer;
      this.#near?.clear();
      // It is gone when Redis was emptied: one process says how it goes on.
      if (generation) this.#generation.adopt(generation.toString());
      else await this.#within(this.#redis.setnx(this.#generation.key, this.#generation.renew()));
    }
    throw new Error("the generation of the cache changes all the time");
  }

  #within<T>(answer: Promise<T>): Promise<T> {
    return within(this.#options.clock, this.#options.answerMs, answer);
  }
}

function createLife(): Life {
  const { promise: ended, resolve } = Promise.withResolvers<Error>();
  const controller = new AbortController();
  const end = (reason: Error) => {
    resolve(reason);
    controller.abort();
  };
  return { ended, signal: controller.signal, end };
}
