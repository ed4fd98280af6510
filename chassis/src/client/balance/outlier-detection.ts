import type { Clock } from "../../clock.ts";
import type { Verdict } from "../policy/verdict.ts";
import { Track } from "./track.ts";

/** An address that may be ejected. */
export interface Suspect {
  isEjected: boolean;
  /** It can be called, as far as connections and health checks know. */
  readonly isCallable: boolean;
}

/** Whom it watches, and who hears of it. */
export interface OutlierDetectionOptions<T extends Suspect> {
  readonly clock: Clock;
  readonly addresses: () => Iterable<T>;
  onChange(address: T): void;
}

/** As many failures in a row are no accident: Envoy's `consecutive_5xx`. */
const failuresInRow = 5;
const intervalMs = 10_000;
/** With fewer calls in an interval, shares say little. */
const leastCalls = 20;
const failureShare = 0.5;

/**
 * Ejects addresses that fail while others answer (gRPC proposal A50 with limits for small fleets, and Envoy's failures in
 * a row): after five failures in a row at once, or for half of at least 20 calls in 10 s. Out for 5 s, longer each time.
 * At least half of all addresses, rounded up, stay callable, and what befalls all of them ejects none.
 */
export class OutlierDetection<T extends Suspect> {
  readonly #options: OutlierDetectionOptions<T>;
  readonly #tracks = new WeakMap<T, Track>();
  #sinceMs: number;

  constructor(options: OutlierDetectionOptions<T>) {
    this.#options = options;
    this.#sinceMs = options.clock.now();
  }

  /** Counts the end of a call. */
  record(address: T, verdict: Verdict): void {
    if (verdict === "silent" || verdict === "unreached") return;
    const track = this.#trackOf(address);
    track.count(verdict === "answered");
    if (address.isEjected || track.failuresInRow < failuresInRow) return;
    const doOthersAnswer = this.#others(address).some((other) => other.failuresInRow === 0);
    if (doOthersAnswer) this.#eject(address);
  }

  /** Lets those back in whose time is over, and judges the interval that has ended. Called about once a second. */
  sweep(): void {
    const nowMs = this.#options.clock.now();
    for (const address of this.#ejected()) {
      if (this.#trackOf(address).untilMs <= nowMs) this.#readmit(address);
    }
    this.#keepHalf();
    if (nowMs < this.#sinceMs + intervalMs) return;
    this.#judgeInterval(this.#sinceMs);
    this.#sinceMs = nowMs;
  }

  #judgeInterval(sinceMs: number): void {
    const addresses = [...this.#options.addresses()];
    for (const address of addresses) {
      const track = this.#trackOf(address);
      if (address.isEjected || track.calls < leastCalls || track.failureShare < failureShare) continue;
      if (track.failureShare >= 2 * toShare(this.#others(address))) this.#eject(address);
    }
    for (const address of addresses) this.#trackOf(address).startInterval(sinceMs);
  }

  #eject(address: T): void {
    const left = this.#callable().filter((other) => other !== address);
    if (left.length < Math.ceil([...this.#options.addresses()].length / 2)) return;
    this.#trackOf(address).eject(this.#options.clock.now());
    address.isEjected = true;
    this.#options.onChange(address);
  }

  #readmit(address: T): void {
    this.#trackOf(address).readmit();
    address.isEjected = false;
    this.#options.onChange(address);
  }

  /** Addresses that vanish may leave too many ejected: those that were to come back first do so now. */
  #keepHalf(): void {
    const most = Math.floor([...this.#options.addresses()].length / 2);
    const ejected = this.#ejected().sort((one, other) => this.#trackOf(one).untilMs - this.#trackOf(other).untilMs);
    for (const address of ejected.slice(0, Math.max(0, ejected.length - most))) this.#readmit(address);
  }

  #ejected(): T[] {
    return [...this.#options.addresses()].filter((address) => address.isEjected);
  }

  #callable(): T[] {
    return [...this.#options.addresses()].filter((address) => address.isCallable && !address.isEjected);
  }

  #others(address: T): Track[] {
    return this.#callable()
      .filter((other) => other !== address)
      .map((other) => this.#trackOf(other));
  }

  #trackOf(address: T): Track {
    const known = this.#tracks.get(address) ?? new Track();
    this.#tracks.set(address, known);
    return known;
  }
}

function toShare(tracks: readonly Track[]): number {
  const calls = tracks.reduce((sum, track) => sum + track.calls, 0);
  return calls === 0 ? 0 : tracks.reduce((sum, track) => sum + track.failures, 0) / calls;
}
