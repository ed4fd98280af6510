import { type ChassisSettings, type Module, type Part, systemClock, type Telemetry } from "@flotilla/chassis";
import { createQueue, listStreams, type Queue } from "@flotilla/chassis/queue";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import type { InitializerSettings } from "./config.ts";
import { StreamKeeper } from "./domain/stream-keeper.ts";

/** The streams of the campus. */
export const campusStreams = listStreams([StudentsService, CoursesService]);

/**
 * Puts initializer together. Where it has to share a queue with others, missing streams are their concern as well and make
 * it degraded; alone it is not ready without them.
 */
export async function createInitializer(
  settings: InitializerSettings & ChassisSettings,
  telemetry: Telemetry,
  shared?: Queue,
): Promise<Module> {
  const queue = shared ?? (await createQueue({ settings, telemetry, isEmbedded: false }));
  const streams = createStreamsPart(queue, telemetry, shared === undefined);
  return { name: "initializer", services: [], parts: shared ? [streams] : [queue, streams] };
}

function createStreamsPart(queue: Queue, { log }: Telemetry, isRequired: boolean): Part {
  const names = campusStreams.map(({ name }) => name);
  const keeper = new StreamKeeper({
    ensure: () => queue.ensureStreams(campusStreams),
    timer: systemClock,
    tell: (problem) => {
      if (problem) log.warn({ streams: names, err: problem }, "streams are missing");
      else log.info({ streams: names }, "streams are there");
    },
  });
  return {
    name: "streams",
    isRequired,
    run: (signal) => keeper.keep(signal),
    check: () => keeper.assertThere(),
  };
}
