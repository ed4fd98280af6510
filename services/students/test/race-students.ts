import { createRandom } from "@flotilla/testkit/random";

/** How readers and writers of a few students race. */
export interface RaceOptions {
  /** Where the processes are; each has readers and writers. */
  readonly urls: readonly string[];
  readonly ids: readonly string[];
  readonly seed: number;
  readonly writes: number;
}

/** What came of it. */
export interface Race {
  readonly reads: number;
  /** The longest time after an acknowledged write at which a read began that gave an older version; 0: none did. */
  readonly staleMs: number;
  readonly example: string;
}

interface Write {
  readonly etag: string;
  readonly acknowledgedMs: number;
}

const [writersEach, readersEach] = [2, 4];
/** How long readers go on after the last write: what is old by then would stay so. */
const afterwardsMs = 500;

/** Changes one name of a student; its new etag. */
async function rename(url: string, id: string, lastName: string): Promise<string> {
  const answer = await fetch(`${url}/api/students/${id}?update_mask=last_name`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ last_name: lastName }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`a write was answered ${answer.status}: ${text}`);
  return answer.headers.get("etag")!;
}

async function readEtag(url: string, id: string): Promise<string> {
  const answer = await fetch(`${url}/api/students/${id}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`a read was answered ${answer.status}: ${text}`);
  return answer.headers.get("etag")!;
}

/** Etags are versions, whose order is that of their text. The race knows them as callers do: by the answers. */
export async function raceStudents({ urls, ids, seed, writes }: RaceOptions): Promise<Race> {
  const random = createRandom(seed);
  const known = new Map<string, Write[]>(ids.map((id) => [id, []]));
  const race = { reads: 0, staleMs: 0, example: "" };
  const pickId = () => ids[Math.floor(random() * ids.length)]!;
  let begun = 0;

  const write = async (url: string) => {
    const id = pickId();
    const etag = await rename(url, id, `Lovelace ${++begun}`);
    known.get(id)!.push({ etag, acknowledgedMs: performance.now() });
  };
  const read = async (url: string, id: string) => {
    const beganMs = performance.now();
    const earlier = known.get(id)!.slice();
    const etag = await readEtag(url, id);
    race.reads++;
    const newer = earlier.find((one) => one.etag > etag);
    const staleMs = newer ? beganMs - newer.acknowledgedMs : 0;
    if (!newer || staleMs <= race.staleMs) return;
    Object.assign(race, { staleMs, example: `${url} gave ${etag} of ${id}, though ${newer.etag} was acknowledged` });
  };
  const writing = urls.flatMap((url) =>
    Array.from({ length: writersEach }, async () => {
      while (begun < writes) await write(url);
    }),
  );
  const written = Promise.all(writing).then(() => performance.now());
  let endMs = Number.POSITIVE_INFINITY;
  const reading = urls.flatMap((url) =>
    Array.from({ length: readersEach }, async () => {
      while (performance.now() < endMs) await read(url, pickId());
    }),
  );
  written.then(
    (ms) => {
      endMs = ms + afterwardsMs;
    },
    () => {
      endMs = 0;
    },
  );
  await Promise.all([written, ...reading]);
  for (const url of urls) for (const id of ids) await read(url, id);
  return race;
}
