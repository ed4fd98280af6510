import type { Clock } from "../../clock.ts";
import type { KeepAlive } from "./wire-options.ts";

/** What keep-alive needs of a connection. */
export interface WatchedConnection {
  readonly streamCount: number;
  /** When the peer was last heard of, by the clock. */
  readonly lastHeardMs: number;
  ping(): void;
}

/** How the peer of a connection is looked after. */
export interface PeerWatchOptions {
  readonly keepAlive: KeepAlive;
  readonly clock: Clock;
  /** Called once, when the peer has not answered. */
  readonly onDead: () => void;
}

/** Asks a silent peer for a sign of life while somebody waits for it: a connection without streams is left in peace. */
export class PeerWatch {
  readonly #connection: WatchedConnection;
  readonly #options: PeerWatchOptions;
  #pingedMs = Number.NEGATIVE_INFINITY;
  #stopTimer: (() => void) | undefined = undefined;

  constructor(connection: WatchedConnection, options: PeerWatchOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** Looks after the peer until no stream is open; called when one was opened. */
  start(): void {
    if (!this.#stopTimer) this.#look();
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #look(): void {
    this.#stopTimer = undefined;
    if (this.#connection.streamCount === 0) return;
    const { clock, keepAlive } = this.#options;
    const { timeMs, timeoutMs, intervalMs = timeMs } = keepAlive;
    const dueMs = Math.max(this.#connection.lastHeardMs + timeMs, this.#pingedMs + intervalMs);
    if (dueMs > clock.now()) {
      this.#stopTimer = clock.after(dueMs - clock.now(), () => this.#look());
      return;
    }
    this.#pingedMs = clock.now();
    this.#connection.ping();
    this.#stopTimer = clock.after(timeoutMs, () => this.#judge());
  }

  #judge(): void {
    if (this.#connection.lastHeardMs >= this.#pingedMs) this.#look();
    else this.#options.onDead();
  }
}

/** Keep-alive when nobody says otherwise. */
export const defaultKeepAlive = { timeMs: 30_000, timeoutMs: 10_000, intervalMs: 300_000 } as const;

/** Twice as patient: what a peer asks for with GOAWAY and `too_many_pings` (gRPC proposal A8). */
export function toCalmer({ timeMs, timeoutMs, intervalMs = timeMs }: KeepAlive): KeepAlive {
  return { timeMs: timeMs * 2, timeoutMs, intervalMs: intervalMs * 2 };
}
