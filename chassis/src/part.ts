import type { DescService } from "@bufbuild/protobuf";
import type { Cache } from "./cache/cache.ts";
import type { Door } from "./door.ts";
import type { KeyStore } from "./idempotency/key-store.ts";
import type { Queue } from "./queue/queue.ts";
import type { Service } from "./service.ts";

/**
 * Something with a life of its own inside a process: a store, a consumer, a listener. An App starts its parts in order
 * and stops them in reverse.
 */
export interface Part {
  readonly name: string;
  /** A required part that fails its check makes `/readyz` 503; any other shows as `degraded` with 200. Default true. */
  readonly isRequired?: boolean;
  /** Resolves as soon as the part can be asked: doors open only then. What takes long belongs into {@link run}. */
  start?(): Promise<void>;
  /**
   * Works beside the doors, once they are open: loads, polls, relays. `signal` aborts when the process stops, and
   * {@link stop} waits until this has settled. A rejection ends the process, with the error's `exitCode` or 1.
   */
  run?(signal: AbortSignal): Promise<void>;
  /** `signal` aborts when the time for an orderly stop is over. */
  stop?(signal: AbortSignal): Promise<void>;
  /** Rejects, with a message for people, while the part cannot do its work. */
  check?(): Promise<void> | void;
}

/** A service with the parts it lives on: what a service's `app.ts` makes, alone or in the fleet. */
export interface Module {
  readonly name: string;
  readonly services: readonly Service[];
  /** Names that grpc.health.v1 knows it by. Default: the full names of its services. */
  readonly healthNames?: readonly string[];
  /** Started in order, stopped in reverse. */
  readonly parts: readonly Part[];
  /** Whose messages call those rpcs of its services that are subscriptions. One of the process's parts. */
  readonly queue?: Queue | undefined;
  /** Contracts whose streams it publishes to or consumes from, its own services' apart. */
  readonly streams?: readonly DescService[];
  /** Keeps the answers to calls with an idempotency key. Absent: this process's own memory. */
  readonly keys?: KeyStore | undefined;
  /** Keeps the answers that have a name in the contract. Absent: this process's own memory. */
  readonly cache?: Cache | undefined;
  /** Ports beside the process's own. */
  readonly doors?: readonly Door[];
}
