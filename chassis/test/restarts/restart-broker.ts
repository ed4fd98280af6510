import { setTimeout as delay } from "node:timers/promises";
import { createRandom } from "@flotilla/testkit/random";
import { type OwnedJetStream, ownJetStream } from "../own-jetstream.ts";
import { orders, shipping } from "../queue-inbox.ts";
import { BrokerLoad } from "./broker-load.ts";

/** How a broker is maltreated. */
export interface RestartOptions {
  readonly rounds: number;
  /** Every so many rounds the broker comes up with an empty store. 0: never. */
  readonly wipeEvery: number;
  /** Decides when it is killed and how long it stays away. */
  readonly seed: number;
}

/** One end of a broker, and what came after it. */
export interface Round {
  readonly number: number;
  readonly isWiped: boolean;
  /** From the moment that the broker was ready again until a message published after it was delivered. */
  readonly resumedMs: number;
}

/** What became of it all. */
export interface RestartReport {
  readonly rounds: readonly Round[];
  readonly published: number;
  readonly delivered: number;
  /** Ids that the broker confirmed, in a store that it still has, and that were never delivered. */
  readonly lost: readonly string[];
}

/** Longest time that the broker works, and that it is away, within a round. */
const longestMs = 400;

/**
 * Kills a broker under load again and again (`kill -9`), starts it again, and looks how soon consumption goes on and whether
 * every message that was confirmed is delivered.
 */
export async function restartBroker(
  { rounds: count, wipeEvery, seed }: RestartOptions,
  onRound: (round: Round) => void = () => undefined,
): Promise<RestartReport> {
  const random = createRandom(seed);
  await using owned = await ownJetStream();
  await owned.queue.ensureStreams([orders]);
  await using load = new BrokerLoad(owned.queue);
  await owned.queue.consume({ ...shipping, maxAckPending: 1000 }, load.take);
  load.start();
  const rounds: Round[] = [];
  for (let number = 1; number <= count; number++) {
    const isWiped = wipeEvery > 0 && number % wipeEvery === 0;
    await delay(random() * longestMs);
    await owned.nats.kill();
    await delay(random() * longestMs);
    const resumedMs = await bringBack(owned, load, isWiped);
    rounds.push({ number, isWiped, resumedMs });
    onRound(rounds.at(-1)!);
  }
  await load.stop();
  const lost = await load.untilDelivered();
  return { rounds, published: load.published, delivered: load.delivered, lost };
}

async function bringBack({ nats }: OwnedJetStream, load: BrokerLoad, isWiped: boolean): Promise<number> {
  if (isWiped) {
    load.forget();
    await nats.wipe();
  } else await nats.restart();
  const begun = performance.now();
  await load.untilNextDelivered();
  return performance.now() - begun;
}
