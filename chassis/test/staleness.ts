import { setImmediate } from "node:timers/promises";
import { createRandom } from "@flotilla/testkit/random";
import type { Cache } from "../src/cache/cache.ts";
import { AwakeClock } from "./awake-clock.ts";

/** How readers and writers race. */
export interface RaceOptions {
  /** Each is another process's; each reads and writes. */
  readonly caches: readonly Cache[];
  readonly seed: number;
  readonly names: number;
  /** Whether this many writes are enough, or what they have shown so far is. */
  isOver(writes: number, soFar: Pick<Race, "staleMs">): boolean;
}

/** What came of it. */
export interface Race {
  readonly reads: number;
  readonly hits: number;
  /** Longest time that a read which gave an old value had begun after a newer one was acknowledged. */
  readonly staleMs: number;
  readonly example: string;
  /** What every name has come to. */
  readonly stored: ReadonlyMap<string, number>;
}

interface Ack {
  readonly version: number;
  readonly atMs: number;
}

/** Readers and writers of the same names: what a store holds is a version, which only goes up. */
export async function raceCaches({ caches, seed, names, isOver }: RaceOptions): Promise<Race> {
  const random = createRandom(seed);
  const clock = new AwakeClock();
  const stored = new Map<string, number>();
  const acks = new Map<string, Ack[]>();
  const race = { reads: 0, hits: 0, staleMs: 0, example: "", stored };
  let writes = 0;

  const pickName = () => `names.${Math.floor(random() * names)}`;
  const dawdle = async () => {
    for (let turns = Math.floor(random() * 4); turns > 0; turns--) await setImmediate();
  };
  const write = async (cache: Cache) => {
    const name = pickName();
    const version = (stored.get(name) ?? 0) + 1;
    stored.set(name, version);
    await dawdle();
    await cache.forget([name]);
    const known = acks.get(name) ?? [];
    known.push({ version, atMs: clock.now() });
    acks.set(name, known);
  };
  const readStored = async (name: string) => {
    await dawdle();
    const version = stored.get(name) ?? 0;
    await dawdle();
    return version;
  };
  const readThrough = async (cache: Cache, name: string) => {
    const found = await cache.get(name);
    if ("entry" in found) {
      race.hits++;
      return Number(Buffer.from(found.entry.value).toString());
    }
    const version = await readStored(name);
    void found.lease?.fill(Buffer.from(String(version)), 60_000);
    return version;
  };
  const read = async (cache: Cache) => {
    const name = pickName();
    const beganMs = clock.now();
    const version = await readThrough(cache, name);
    race.reads++;
    const newer = acks.get(name)?.find((ack) => ack.version > version);
    const staleMs = newer ? beganMs - newer.atMs : 0;
    if (staleMs <= race.staleMs) return;
    Object.assign(race, { staleMs, example: `${name}: ${version} though ${newer?.version} was acknowledged` });
  };
  const work = async (cache: Cache, index: number) => {
    while (!isOver(writes, race)) {
      if (index === 0) writes++;
      await (index === 0 ? write(cache) : read(cache));
      await dawdle();
    }
  };
  await Promise.all(caches.flatMap((cache) => Array.from({ length: 6 }, (_, index) => work(cache, index))));
  clock.stop();
  return race;
}
