import type { Clock, Telemetry } from "@flotilla/chassis";
import { OutboxRelay, type OutboxStore } from "@flotilla/chassis/outbox";
import type { QueueMessage, StreamSpec } from "@flotilla/chassis/queue";
import type { CampusSide } from "./campus-side.ts";
import { Replica } from "./replica.ts";
import { SimProcess, type StepTroubles } from "./sim-process.ts";
import type { SimulatedQueue } from "./simulated-queue.ts";

/** What a {@link Service} lives in. */
export interface ServiceOptions {
  readonly side: CampusSide;
  readonly clock: Clock;
  readonly random: () => number;
  readonly steps: StepTroubles;
  readonly queue: SimulatedQueue;
  readonly streams: readonly StreamSpec[];
  readonly telemetry: Telemetry;
  readonly replicas: number;
  readonly skewMs: number;
}

const restartMs = 400;
const pauseMs = 20;

/** A service as its replicas: each is started again soon after it died, on a machine with a clock of its own. */
export class Service {
  readonly #options: ServiceOptions;
  readonly #replicas: Replica[];
  readonly #skews: readonly number[];
  #starts = 0;

  constructor(options: ServiceOptions) {
    const { replicas, random, skewMs } = options;
    this.#options = options;
    this.#skews = Array.from({ length: replicas }, () => (2 * random() - 1) * skewMs);
    this.#replicas = this.#skews.map((skew) => this.#start(skew));
    this.#watch();
  }

  get side(): CampusSide {
    return this.#options.side;
  }

  /** How often a process was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Some replica that is alive; undefined: all are dead. */
  pick(): Replica | undefined {
    const alive = this.#replicas.filter(({ process }) => process.isAlive);
    return alive[Math.floor(this.#options.random() * alive.length)];
  }

  /** Kills all replicas at once. */
  kill(): void {
    for (const { process } of this.#replicas) process.kill();
  }

  #watch(): void {
    this.#options.clock.after(restartMs, () => {
      for (const [place, { process }] of this.#replicas.entries()) {
        if (!process.isAlive) this.#replicas[place] = this.#start(this.#skews[place]!);
      }
      this.#watch();
    });
  }

  #start(skewMs: number): Replica {
    const { side, clock, random, steps, queue: broker, streams, telemetry } = this.#options;
    const process = new SimProcess(`${side.side} ${this.#starts++}`, clock, steps);
    const queue = broker.connect(process);
    const nowMs = () => toWallMs(clock, skewMs);
    const relay = new OutboxRelay({
      ...{ queue, telemetry, clock: process.clock, now: nowMs, store: reachOutbox(process, side.outbox) },
      streams: streams.filter(({ subjects }) => subjects.some((subject) => side.emits.includes(subject))),
    });
    const around = {
      nowMs,
      pause: (attempt: number) => process.step(pauseMs * attempt * random()),
      random,
      publish: async (events: readonly QueueMessage[]) =>
        void (await Promise.all(events.map((event) => queue.publish(event)))),
    };
    const useCases = side.createUseCases(process, around, (events) => relay.add(events));
    const keys = reachKeys(process, side);
    const replica = new Replica({ process, useCases, keys, queue, subjects: side.subjects, streams });
    void relay.start();
    void replica.run();
    return replica;
  }
}

/** The first day of the simulation. */
const birthMs = Date.UTC(2030, 0, 1);

/** What a clock on the wall of a machine shows. */
export function toWallMs(clock: Clock, skewMs = 0): number {
  return birthMs + clock.now() + skewMs;
}

function reachKeys(process: SimProcess, { keys }: CampusSide) {
  return {
    claim: (...args: Parameters<typeof keys.claim>) => process.touch(() => keys.claim(...args)),
    keep: (...args: Parameters<typeof keys.keep>) => process.touch(() => keys.keep(...args)),
    release: (...args: Parameters<typeof keys.release>) => process.touch(() => keys.release(...args)),
  };
}

function reachOutbox(process: SimProcess, outbox: OutboxStore): OutboxStore {
  return {
    listPending: (...args) => process.touch(() => outbox.listPending(...args)),
    markPublished: (...args) => process.touch(() => outbox.markPublished(...args)),
    reopen: (...args) => process.touch(() => outbox.reopen(...args)),
    readBacklog: () => process.touch(() => outbox.readBacklog()),
    prune: (...args) => process.touch(() => outbox.prune(...args)),
  };
}
