import { type FaultCode, toFault } from "@flotilla/chassis/fault";
import { LruMap } from "./lru-map.ts";
import type { Timer } from "./timer.ts";

// Answers that outlive the one who gave them (stale-if-error, RFC 5861 §4). A fresh answer is given without asking. An old
// one is given when asking for a new one fails, or takes longer than a caller should wait; what then still comes is kept.

/** What a {@link Memory} is made from. */
export interface MemoryOptions {
  readonly timer: Timer;
  /** How long an answer is given without asking again. */
  readonly freshMs: number;
  /** Answers kept; what was not used for longest makes room. */
  readonly maxEntries: number;
  /** Longest wait for a new answer where there is an old one, counted from when it was asked for. Default 500. */
  readonly patienceMs?: number;
  /** Pause after asking in vain: old answers are given without asking. Default 1000. */
  readonly pauseMs?: number;
}

/** An answer, and how it was come by. */
export interface Recalled<T> {
  readonly value: T;
  /** It is old, and no new one was to be had. */
  readonly isStale: boolean;
  /** Why a new one was asked for: there was none, or an old one; undefined when nobody was asked. */
  readonly asked: "miss" | "stale" | undefined;
  /** How long it stays fresh; for how long it has not been, if negative. */
  readonly freshForMs: number;
}

interface Entry<T> {
  readonly value: T;
  readonly freshUntilMs: number;
  /** Nobody is asked before. */
  askAgainMs: number;
}

interface Flight<T> {
  readonly value: Promise<T>;
  readonly startMs: number;
}

/** Remembers answers by key, and asks for each only once at a time. */
export class Memory<T extends object> {
  readonly #options: Required<MemoryOptions>;
  readonly #entries: LruMap<Entry<T>>;
  readonly #flights = new Map<string, Flight<T>>();

  constructor(options: MemoryOptions) {
    this.#options = { patienceMs: 500, pauseMs: 1000, ...options };
    this.#entries = new LruMap(options.maxEntries);
  }

  /** The answer for a key. Fails as `ask` does where no old answer can stand in; `not_found` makes it forget the old. */
  async recall(key: string, ask: () => Promise<T>): Promise<Recalled<T>> {
    const { freshMs } = this.#options;
    const now = this.#options.timer.now();
    const kept = this.#entries.get(key);
    if (!kept) return { value: await this.#join(key, ask), isStale: false, asked: "miss", freshForMs: freshMs };
    const old = { value: kept.value, isStale: now >= kept.freshUntilMs, freshForMs: kept.freshUntilMs - now };
    if (now < kept.askAgainMs) return { ...old, asked: undefined };
    const value = await this.#refresh(key, ask);
    if (!value) return { ...old, asked: "stale" };
    return { value, isStale: false, asked: "stale", freshForMs: freshMs };
  }

  /** Waits for whoever asks already. When that caller went away or ran out of time, it is this one's turn. */
  async #join(key: string, ask: () => Promise<T>): Promise<T> {
    const running = this.#flights.get(key);
    if (!running) return this.#start(key, ask).value;
    try {
      return await running.value;
    } catch (thrown) {
      if (!isOfOneCaller(thrown)) throw thrown;
      return this.#join(key, ask);
    }
  }

  /** The new answer, or undefined when the old one has to do. */
  async #refresh(key: string, ask: () => Promise<T>): Promise<T | undefined> {
    const { timer, patienceMs } = this.#options;
    const startMs = this.#flights.get(key)?.startMs ?? timer.now();
    const waitMs = startMs + patienceMs - timer.now();
    if (waitMs <= 0) return undefined;
    const tooLong = Promise.withResolvers<undefined>();
    const cancel = timer.after(waitMs, () => tooLong.resolve(undefined));
    try {
      return await Promise.race([this.#join(key, ask), tooLong.promise]);
    } catch (thrown) {
      if (!isAway(thrown) && !isOfOneCaller(thrown)) throw thrown;
      return undefined;
    } finally {
      cancel();
    }
  }

  #start(key: string, ask: () => Promise<T>): Flight<T> {
    const value = this.#ask(key, ask).finally(() => this.#flights.delete(key));
    // Perhaps nobody waits for it any more when it fails.
    value.catch(() => undefined);
    const flight = { value, startMs: this.#options.timer.now() };
    this.#flights.set(key, flight);
    return flight;
  }

  async #ask(key: string, ask: () => Promise<T>): Promise<T> {
    const { timer, freshMs, pauseMs } = this.#options;
    const startMs = timer.now();
    try {
      const value = await ask();
      const freshUntilMs = timer.now() + freshMs;
      this.#entries.set(key, { value, freshUntilMs, askAgainMs: freshUntilMs });
      return value;
    } catch (thrown) {
      const kept = this.#entries.get(key);
      if (kept && this.#isInVain(thrown, startMs)) kept.askAgainMs = timer.now() + pauseMs;
      if (toFault(thrown).code === "not_found") this.#entries.delete(key);
      throw thrown;
    }
  }

  /** A caller who could not wait tells nothing of the source, unless it waited for a good part of everybody's patience. */
  #isInVain(thrown: unknown, startMs: number): boolean {
    const { timer, patienceMs } = this.#options;
    return isAway(thrown) || (isOfOneCaller(thrown) && timer.now() - startMs >= patienceMs / 5);
  }
}

/** Whether the source could not answer, as against what it answered being a refusal. */
function isAway(thrown: unknown): boolean {
  return away.has(toFault(thrown).code);
}

/** Whether it was one caller who could not wait. */
function isOfOneCaller(thrown: unknown): boolean {
  return ofOneCaller.has(toFault(thrown).code);
}

const away: ReadonlySet<FaultCode> = new Set(["unavailable", "resource_exhausted"]);

const ofOneCaller: ReadonlySet<FaultCode> = new Set(["cancelled", "deadline_exceeded"]);
