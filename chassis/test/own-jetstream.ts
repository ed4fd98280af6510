import { setTimeout as delay } from "node:timers/promises";
import { type NatsOptions, type StartedNats, startNats } from "@flotilla/testkit/start-nats";
import { JetStreamQueue } from "../src/queue/jetstream/jetstream-queue.ts";
import type { Queue } from "../src/queue/queue.ts";
import { newTelemetry, type TestTelemetry } from "./new-telemetry.ts";
import type { OwnedQueue } from "./owned-queue.ts";

/** A queue on a JetStream server of its own. */
export interface OwnedJetStream extends OwnedQueue {
  readonly nats: StartedNats;
  /** What it says of itself. */
  readonly telemetry: TestTelemetry;
}

/** Starts a server and a queue on it; resolves once the one has let in the other. */
export async function ownJetStream(options: NatsOptions = {}): Promise<OwnedJetStream> {
  const nats = await startNats(options);
  const telemetry = newTelemetry();
  const queue = new JetStreamQueue({ url: nats.url, name: "test", log: telemetry.log });
  await queue.start();
  await untilReached(queue);
  return {
    nats,
    telemetry,
    queue,
    pass: (ms) => delay(ms),
    restart: async () => {
      await nats.restart();
      await untilReached(queue);
    },
    [Symbol.asyncDispose]: async () => {
      await queue.stop();
      await nats[Symbol.asyncDispose]();
    },
  };
}

/** Asks the queue until it answers. */
export async function untilReached(queue: Queue): Promise<void> {
  for (;;) {
    try {
      await queue.readEpoch("any");
      return;
    } catch {
      await delay(20);
    }
  }
}
