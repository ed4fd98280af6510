/** Bounds on what a peer may make us do. Every one is on by default. */
export interface Limits {
  /** Streams that the peer may have open at once. */
  readonly maxConcurrentStreams: number;
  /** Size of a header list as RFC 9113 §6.5.2 counts it; a larger request is answered 431. */
  readonly maxHeaderListSize: number;
  /** Most compressed bytes of one header block over all its CONTINUATION frames. */
  readonly maxHeaderBlockBytes: number;
  /** Bytes of a stream that the peer may send before we read them; 65,535 or more. */
  readonly streamWindow: number;
  /** The same for the connection as a whole. */
  readonly connectionWindow: number;
  /** Bytes that may wait for a peer that does not read, before we read nothing more from it either. */
  readonly maxUnreadBytes: number;
  /** Streams that the peer may reset, and that its mistakes make us reset: a bucket of this size … */
  readonly resetBurst: number;
  /** … refilled by so many a second. */
  readonly resetsPerSecond: number;
  /** PING, SETTINGS, PRIORITY, empty DATA, idle WINDOW_UPDATE and unknown frames: a bucket of this size … */
  readonly controlBurst: number;
  /** … refilled by so many a second. */
  readonly controlsPerSecond: number;
  /** The peer must take what we send within this time, else the connection is closed; a stream's window, else it is reset. */
  readonly stallTimeoutMs: number;
  /** The peer must acknowledge our SETTINGS within this time. */
  readonly settingsTimeoutMs: number;
  /** A frame other than DATA, and a header block over all its frames, must be complete within this time. */
  readonly headerTimeoutMs: number;
  /** A connection without streams is closed after this time. */
  readonly idleTimeoutMs: number;
}

/** The limits of a server that faces the public. */
export const defaultLimits: Limits = {
  maxConcurrentStreams: 256,
  maxHeaderListSize: 16_384,
  maxHeaderBlockBytes: 32_768,
  streamWindow: 262_144,
  connectionWindow: 1_048_576,
  maxUnreadBytes: 262_144,
  resetBurst: 500,
  resetsPerSecond: 50,
  controlBurst: 1000,
  controlsPerSecond: 100,
  stallTimeoutMs: 30_000,
  settingsTimeoutMs: 10_000,
  headerTimeoutMs: 10_000,
  idleTimeoutMs: 300_000,
};

/** A token bucket that says when a peer has done something too often. */
export class Budget {
  readonly #burst: number;
  readonly #perMs: number;
  #left: number;
  #atMs = 0;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perMs = perSecond / 1000;
    this.#left = burst;
  }

  /** Takes one; false when none is left. */
  take(nowMs: number): boolean {
    const refill = (nowMs - this.#atMs) * this.#perMs;
    this.#left = Math.min(this.#burst, this.#left + refill) - 1;
    this.#atMs = nowMs;
    return this.#left >= 0;
  }
}
