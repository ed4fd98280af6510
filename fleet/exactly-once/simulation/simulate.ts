import { type Clock, chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { listStreams } from "@flotilla/chassis/queue";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { createRandom } from "@flotilla/testkit/random";
import { SimulatedClock } from "@flotilla/testkit/simulated-clock";
import { decodeEvents } from "../proof/decode-events.ts";
import type { Evidence } from "../proof/evidence.ts";
import { History } from "../workload/history.ts";
import { planWrites } from "../workload/plan.ts";
import { runClients } from "../workload/run-clients.ts";
import type { CampusSide } from "./campus-side.ts";
import { createCoursesSide } from "./courses-side.ts";
import { Service, toWallMs } from "./service.ts";
import type { StepTroubles } from "./sim-process.ts";
import { createSimulatedDoor } from "./simulated-door.ts";
import { SimulatedQueue } from "./simulated-queue.ts";
import type { Spoil } from "./spoils.ts";
import { createStudentsSide } from "./students-side.ts";
import { createTroubles, type Troubles } from "./troubles.ts";

/** Few records on both sides, or so many courses that students are filled to their limit. */
const plans = [
  { writes: 150, students: 12, courses: 8 },
  { writes: 150, students: 6, courses: 24, isGreedy: true },
] as const;
const clients = 8;

/** By then everything must have come to rest, however bad it was. */
const patienceMs = 1_800_000;
const retryMs = 100;

const streams = listStreams([StudentsService, CoursesService]);
const settings = readConfig(chassisFields, { PORT: "0", LOG_LEVEL: "silent" });

/** What became of a seed, with what it went through. */
export interface Simulated {
  readonly evidence: Evidence;
  readonly troubles: Troubles;
  readonly history: History;
  /** Processes that were started, messages that were stored, milliseconds of the simulation's time. */
  readonly counts: { readonly starts: number; readonly messages: number; readonly lastedMs: number };
}

/** Plays a seed: clients, two services, a queue, and all that goes wrong. The same seed gives the same evidence. */
export async function simulate(seed: number, spoil: Spoil = (side) => side): Promise<Simulated> {
  const random = createRandom(seed);
  const troubles = createTroubles(random);
  const clock = new SimulatedClock();
  const { longestDeliveryMs: longestDelayMs, duplicateWindowMs } = troubles;
  const queue = new SimulatedQueue({ clock, random, longestDelayMs, duplicateWindowMs, streams });
  const steps = createSteps(clock, random, troubles);
  const nowMs = () => toWallMs(clock);
  const telemetry = createTelemetry(settings, "simulation");
  const start = (side: CampusSide) =>
    new Service({ side, clock, random, steps, queue, streams, telemetry, ...troubles });
  const services = {
    left: start(spoil(createStudentsSide(nowMs))),
    right: start(spoil(createCoursesSide(nowMs))),
  };
  for (const { fromMs, toMs, isWiped } of troubles.outages) {
    clock.after(fromMs, () => (queue.isAway = true));
    clock.after(toMs, () => {
      if (isWiped) queue.wipe();
      queue.isAway = false;
    });
  }
  const history = new History();
  const door = createSimulatedDoor(services, clock);
  const pause = () => new Promise<void>((resolve) => void clock.after(retryMs * (0.5 + random()), resolve));
  let isDone = false;
  void runClients({
    plan: planWrites(seed, plans[seed % plans.length]!),
    clients,
    history,
    pause,
    toDoor: () => door,
  }).then(() => {
    isDone = true;
  });
  const pending = () => countPending(services, queue);
  while (clock.now() < patienceMs && !(isDone && clock.now() > troubles.lastMs && (await pending()) === 0)) {
    await clock.run(clock.now() + 1000);
  }
  const evidence = await collect({ services, queue, history, isDone });
  const starts = services.left.starts + services.right.starts;
  return { evidence, troubles, history, counts: { starts, messages: queue.stored.length, lastedMs: clock.now() } };
}

type Services = Readonly<Record<CampusSide["side"], Service>>;

/** Troubles of each step until the time is over. */
function createSteps(clock: Clock, random: () => number, troubles: Troubles): StepTroubles {
  const happens = (share: number) => clock.now() < troubles.lastMs && random() < share;
  return {
    delay: () => (happens(troubles.pauses) ? random() * troubles.longestPauseMs : random() * 4),
    isFatal: () => happens(troubles.fatalSteps),
    isFaulty: () => happens(troubles.faultySteps),
    lateness: () => (random() < 0.3 ? random() * troubles.longestPauseMs : undefined),
  };
}

async function countPending({ left, right }: Services, queue: SimulatedQueue): Promise<number> {
  const backlogs = await Promise.all([left, right].map(({ side }) => side.outbox.readBacklog()));
  return backlogs.reduce((sum, { pending }) => sum + pending, queue.waiting);
}

interface Remains {
  readonly services: Services;
  readonly queue: SimulatedQueue;
  readonly history: History;
  readonly isDone: boolean;
}

async function collect({ services, queue, history, isDone }: Remains): Promise<Evidence> {
  const { left, right } = services;
  const pending = await countPending(services, queue);
  return {
    ...{
      acknowledged: history.acknowledged,
      contradictions: history.contradictions,
      failures: Object.keys(history.failures),
    },
    ...decodeEvents(queue.stored),
    records: { left: await left.side.list(), right: await right.side.list() },
    saves: { left: left.side.saves, right: right.side.saves },
    leftovers: [
      ...queue.refused,
      ...(isDone ? [] : ["clients still wait for an answer"]),
      ...(pending === 0 ? [] : [`${pending} events still wait`]),
    ],
  };
}
