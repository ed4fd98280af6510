import { setTimeout as delay } from "node:timers/promises";
import { createChannel } from "@flotilla/chassis/client";
import type { Side } from "@flotilla/chassis/relation";
import { createRandom } from "@flotilla/testkit/random";
import { decodeEvents } from "../proof/decode-events.ts";
import type { Evidence } from "../proof/evidence.ts";
import { type Broken, judge } from "../proof/judge.ts";
import { History } from "../workload/history.ts";
import { type PlanOptions, planWrites } from "../workload/plan.ts";
import { runClients } from "../workload/run-clients.ts";
import type { Campus } from "./campus.ts";
import { createGrpcDoor } from "./grpc-door.ts";
import { Killer, planKills } from "./killer.ts";
import { readRecords } from "./read-records.ts";
import { createRestDoor } from "./rest-door.ts";

/** What a run of a seed is made of. */
export interface CampusRunOptions extends PlanOptions {
  readonly seed: number;
  readonly clients: number;
  readonly kills: number;
  start(): Promise<Campus>;
  /** Called before each write, with how many were begun before it. */
  onWrite?(begun: number): void;
}

/** What became of a seed. */
export interface CampusRun {
  readonly seed: number;
  readonly history: History;
  readonly events: number;
  /** Saves that the stores counted by themselves. */
  readonly saves: number;
  readonly kills: number;
  readonly seconds: number;
  readonly broken: readonly Broken[];
}

/** Without a single answer for so long, the run is given up. */
const patienceMs = 120_000;
/** After the last answer everything must come to rest within this. */
const restMs = 60_000;

/** Plays a seed to real processes: all its writes, by clients that never give up, while everything is killed in turn. */
export async function runCampus(options: CampusRunOptions): Promise<CampusRun> {
  const { seed, clients, kills, start, onWrite, ...planned } = options;
  await using campus = await start();
  const startedMs = performance.now();
  await untilReady(campus);
  await campus.installSaveLog();
  const plan = planWrites(seed, planned);
  const killing = planKills(seed, kills, { writes: plan.length, victims: campus.victims.length });
  const killer = new Killer(campus.victims, killing);
  const history = new History();
  using doors = openDoors(campus);
  const writing = runClients({
    ...{ plan, clients, history, pause: createPause(seed) },
    toDoor: ({ door }) => doors[door],
    onWrite: (begun) => {
      killer.reach(begun);
      onWrite?.(begun);
    },
  });
  await Promise.race([writing, watch(history)]);
  await killer.finish();
  const { evidence, broken } = await comeToRest(campus, history);
  const events = evidence.differences.length + evidence.changes.length;
  const saves = (evidence.saves.left?.length ?? 0) + (evidence.saves.right?.length ?? 0);
  return { seed, history, events, saves, kills, seconds: (performance.now() - startedMs) / 1000, broken };
}

function openDoors({ addresses }: Campus) {
  const rest = createRestDoor(addresses);
  const [left, right] = [addresses.left, addresses.right].map((url) => createChannel({ url }));
  const grpc = createGrpcDoor({ left: left!, right: right! }, rest);
  return {
    ...{ rest, grpc },
    [Symbol.dispose]() {
      for (const channel of [left!, right!]) channel[Symbol.dispose]();
    },
  };
}

/** Short at first, half a second at most. */
function createPause(seed: number) {
  const random = createRandom(seed + 2_000_003);
  return (attempt: number) => delay(Math.min(500, 20 * 2 ** attempt) * (0.5 + 0.5 * random()));
}

async function untilReady({ addresses }: Campus): Promise<void> {
  for (const url of new Set(Object.values(addresses))) {
    const isReady = async () => (await fetch(`${url}/readyz`)).ok;
    while (!(await isReady())) await delay(50);
  }
}

/** Rejects when nobody gets an answer any more. */
async function watch(history: History): Promise<void> {
  for (let known = -1; ; ) {
    const count = history.acknowledged.length + Object.values(history.refused).reduce((sum, more) => sum + more, 0);
    if (count === known) throw new Error(`no answer for ${patienceMs / 1000} s: ${JSON.stringify(history.failures)}`);
    known = count;
    await delay(patienceMs, undefined, { ref: false });
  }
}

/**
 * What is lost or done twice stays so: once no event waits the promises are looked at until they hold, or it has taken too
 * long. For as long as anything moves, there is more time.
 */
async function comeToRest(campus: Campus, history: History) {
  let endMs = performance.now() + restMs;
  for (let least = Number.POSITIVE_INFINITY; ; await delay(500)) {
    const waiting = await countWaiting(campus).catch(() => Number.POSITIVE_INFINITY);
    if (waiting < least) endMs = performance.now() + restMs;
    least = Math.min(least, waiting);
    if (waiting > 0 && performance.now() < endMs) continue;
    const evidence = await collect(campus, history, waiting).catch(() => undefined);
    const broken = evidence && judge(evidence);
    if (broken && (broken.length === 0 || performance.now() > endMs)) return { evidence, broken };
    if (performance.now() > endMs + restMs) throw new Error("nothing can be read any more");
  }
}

async function collect(campus: Campus, history: History, waiting: number): Promise<Evidence> {
  const { acknowledged, contradictions, failures } = history;
  const dead = await campus.countDeadLetters();
  const read = (side: Side) => readRecords(campus.addresses, side);
  return {
    ...{ acknowledged, contradictions, failures: Object.keys(failures) },
    ...decodeEvents(await campus.readMessages()),
    records: { left: await read("left"), right: await read("right") },
    saves: await campus.readSaves(),
    leftovers: [
      ...(waiting === 0 ? [] : [`${waiting} events still wait`]),
      ...(dead === 0 ? [] : [`${dead} messages were given up`]),
    ],
  };
}

/** Events in the outboxes, and messages that are not acknowledged. */
async function countWaiting(campus: Campus): Promise<number> {
  return (await countOutboxes(campus)) + (await campus.countWaiting());
}

async function countOutboxes({ addresses }: Campus): Promise<number> {
  let pending = 0;
  for (const url of new Set(Object.values(addresses))) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    pending += Number(/^outbox_pending(?:\{.*\})? (\S+)$/m.exec(metrics)?.[1] ?? Number.NaN);
  }
  return pending;
}
