import type { Clock } from "../../clock.ts";
import { connectRedis, type RedisConnection, withoutCommand } from "./connect-redis.ts";
import type { Generation } from "./generation.ts";
import type { NearCache } from "./near-cache.ts";
import { within } from "./within.ts";

/** What {@link track} works with. */
export interface TrackOptions {
  readonly url: string;
  /** The connection whose readings are followed. */
  readonly redis: RedisConnection;
  readonly near: NearCache;
  readonly generation: Generation;
  readonly clock: Clock;
  /** Time for an answer; here it is a second at least. */
  readonly answerMs: number;
  readonly signal: AbortSignal;
  end(reason: Error): void;
}

const channel = "__redis__:invalidate";
/** Between two questions whether all that was called back has come. */
const askEveryMs = 250;
/** How long such an answer holds: the most that a reader may be behind when its connection fails without a word. */
const trustMs = 1000;

/**
 * Lets Redis call back what the connection has read once it changes, over a connection of its own (Redis, "Client-side
 * caching in Redis": two connections mode). What is near is trusted for as long as that connection answers: an answer comes
 * after all that was called back before it.
 */
export async function track(options: TrackOptions): Promise<void> {
  const { url, redis, near, generation, clock, answerMs, signal, end } = options;
  const calls = await connectRedis(url, signal, end);
  calls.on("messageBuffer", (_channel, keys) => drop(near, generation, keys as unknown as CalledBack));
  const id = String(await calls.call("CLIENT", "ID"));
  await calls.subscribe(channel);
  await redis.call("CLIENT", "TRACKING", "ON", "REDIRECT", id);
  const ask = async (): Promise<void> => {
    const askedMs = clock.now();
    await within(clock, Math.max(trustMs, answerMs), calls.ping());
    near.trust(askedMs + trustMs);
    if (!signal.aborted) clock.after(askEveryMs, () => void ask().catch((cause) => end(withoutCommand(cause))));
  };
  await ask();
}

/** Keys that changed; null: all of them. */
type CalledBack = readonly Buffer[] | null;

function drop(near: NearCache, generation: Generation, keys: CalledBack): void {
  const texts = keys?.map(String) ?? [generation.key];
  if (texts.includes(generation.key)) near.clear();
  for (const text of texts) {
    const name = generation.toName(text);
    if (name !== undefined) near.delete(name);
  }
}
