import { create, type Message } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import type { Caller, CallOptions } from "../../src/client/client.ts";
import type { Clock } from "../../src/clock.ts";
import { toTimedOut } from "./peer-faults.ts";

/** How much a {@link QueueingPeer} can do. */
export interface Capacity {
  readonly workers: number;
  readonly workMs: number;
}

/**
 * A peer that does first what came first, and does it even when nobody waits for it any more: beyond its capacity it is
 * soon busy with nothing else, as are many servers that do not watch their deadlines.
 */
export class QueueingPeer implements Caller {
  readonly #clock: Clock;
  readonly #capacity: Capacity;
  readonly #queue: (() => void)[] = [];
  #busy = 0;

  constructor(clock: Clock, capacity: Capacity) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  unary(_method: unknown, _request: unknown, { timeoutMs = Number.POSITIVE_INFINITY }: CallOptions): Promise<Message> {
    return new Promise((resolve, reject) => {
      const stopTimer = this.#clock.after(timeoutMs, () => reject(toTimedOut()));
      this.#queue.push(() => {
        stopTimer();
        resolve(create(NoteSchema));
      });
      this.#work();
    });
  }

  stream(): AsyncIterable<Message> {
    throw new Error("it serves unary calls only");
  }

  #work(): void {
    const { workers, workMs } = this.#capacity;
    if (this.#busy === workers) return;
    const answer = this.#queue.shift();
    if (!answer) return;
    this.#busy++;
    this.#clock.after(workMs, () => {
      answer();
      this.#busy--;
      this.#work();
    });
  }
}
