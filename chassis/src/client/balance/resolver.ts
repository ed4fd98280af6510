import { lookup } from "node:dns/promises";
import type { Clock } from "../../clock.ts";
import { Backoff } from "../wire/backoff.ts";
import { describeError } from "../wire/describe-error.ts";
import { type Address, isFixed, toHost } from "./address.ts";

/** All addresses of a name. Rejects when it has none, or when nobody can be asked. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** The machine's own way, /etc/hosts and the search domains of Kubernetes included. */
export const systemLookup: Lookup = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

/** What a resolver follows, and whom it tells. */
export interface ResolverOptions {
  readonly url: string;
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly random: () => number;
  /** Hears of every resolution, changed or not. After one that failed the {@link Resolver.addresses} are the old ones. */
  onResolved(): void;
}

/** A name is looked up again after this time: DNS tells nobody of changes. */
const refreshMs = 30_000;
/** Time between two resolutions that somebody asked for (gRPC's `min_time_between_resolutions`, less patient). */
const leastPauseMs = 1000;
const maxRetryMs = 2000;

/**
 * Follows the addresses of one URL: looked up at once, every 30 s, and sooner after a failure. What was found last stays
 * until something else is found.
 */
export class Resolver {
  readonly #options: ResolverOptions;
  readonly #backoff: Backoff;
  #addresses: readonly Address[] | undefined = undefined;
  #failure: string | undefined = undefined;
  #stopTimer: (() => void) | undefined = undefined;
  #startedMs = Number.NEGATIVE_INFINITY;
  #isResolving = false;
  #isClosed = false;

  constructor(options: ResolverOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock, options.random, maxRetryMs);
    if (isFixed(options.url)) this.#addresses = [{ url: options.url }];
  }

  /** Undefined until the first resolution that succeeded. */
  get addresses(): readonly Address[] | undefined {
    return this.#addresses;
  }

  /** Why the last resolution failed; undefined when it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Looks the name up as soon as it may: at most once a second, and not while it is being looked up. */
  refresh(): void {
    if (this.#isClosed || this.#isResolving || isFixed(this.#options.url)) return;
    const waitMs = this.#startedMs + leastPauseMs - this.#options.clock.now();
    if (waitMs > 0) this.#resolveAfter(waitMs);
    else void this.#resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer?.();
  }

  #resolveAfter(delayMs: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(delayMs, () => void this.#resolve());
  }

  async #resolve(): Promise<void> {
    const { url, clock, lookup, onResolved } = this.#options;
    this.#stopTimer?.();
    this.#isResolving = true;
    this.#startedMs = clock.now();
    this.#backoff.start();
    try {
      const ips = new Set(await lookup(toHost(url)));
      if (ips.size === 0) throw new Error(`${toHost(url)} has no address`);
      this.#addresses = [...ips].map((ip) => ({ url, ip }));
      this.#failure = undefined;
      this.#backoff.reset();
    } catch (thrown) {
      this.#failure = thrown instanceof Error ? describeError(thrown) : String(thrown);
      this.#backoff.fail();
    }
    this.#isResolving = false;
    if (this.#isClosed) return;
    this.#resolveAfter(this.#failure === undefined ? refreshMs : Math.max(this.#backoff.waitMs, leastPauseMs));
    onResolved();
  }
}
