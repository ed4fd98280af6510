import type { Consumption, DeadLetter, DeadLetters, PubAck, Queue } from "./queue.ts";
import { queueUnavailable } from "./queue-faults.ts";

/**
 * Stands for a queue where none is configured: all it is asked fails with QUEUE_UNAVAILABLE, and its check says which
 * setting is missing. What is to be published waits in its outbox.
 */
export class AbsentQueue implements Queue {
  readonly name = "queue";
  readonly isRequired = false;
  readonly engine = "absent";
  readonly deadLetters: DeadLetters = {
    add: () => refuse(),
    list: () => refuse<readonly DeadLetter[]>(),
    find: () => refuse<DeadLetter | undefined>(),
    replay: () => refuse(),
    remove: () => refuse(),
  };

  check(): void {
    throw absent();
  }

  ensureStreams(): Promise<void> {
    return refuse();
  }

  readEpoch(): Promise<string | undefined> {
    return refuse();
  }

  publish(): Promise<PubAck> {
    return refuse();
  }

  consume(): Promise<Consumption> {
    return refuse();
  }
}

function refuse<T = void>(): Promise<T> {
  return Promise.reject(absent());
}

function absent() {
  return queueUnavailable("There is no queue: NATS_URL is not set. Events wait in the outbox.");
}
