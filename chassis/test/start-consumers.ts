import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentEventsService, StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { DiffIdsSchema } from "@flotilla/contract/nis_test/nis_test";
import { chassisFields } from "../src/config/chassis-fields.ts";
import { type Env, readConfig } from "../src/config/read-config.ts";
import { createChain } from "../src/middleware/chain.ts";
import type { Policy, SubscriptionPolicy } from "../src/policy.ts";
import { createEndpoints } from "../src/protocol/endpoint.ts";
import { QueueConsumers } from "../src/queue/consumer/queue-consumers.ts";
import { EmbeddedQueue } from "../src/queue/embedded/embedded-queue.ts";
import type { Queue, QueueMessage } from "../src/queue/queue.ts";
import { implement, type Rpcs, type Service } from "../src/service.ts";
import { ManualClock } from "./manual-clock.ts";
import { newTelemetry } from "./new-telemetry.ts";
import { recordQueue } from "./recorded-queue.ts";

/** The rpc that most tests are about: `student.to_modify`, in order by id. */
export type Spread = Rpcs<typeof StudentEventsService>["spreadStudentLinks"];

/** What a test may say about its consumers. */
export interface ConsumersOptions {
  readonly spread: Spread;
  readonly subscription?: Partial<SubscriptionPolicy>;
  readonly policy?: Partial<Policy>;
  readonly env?: Env;
  /** Stands between the consumers and the queue. */
  readonly wrap?: (queue: Queue) => Queue;
}

/** A message that {@link Spread} takes. */
export function toDiff(id: string, over: Partial<QueueMessage> = {}): QueueMessage {
  const data = toBinary(DiffIdsSchema, create(DiffIdsSchema, { id, newIds: ["c1"] }));
  return { subject: "student.to_modify", id: `${id}/1`, data, headers: {}, ...over };
}

/** Messages call `spread`, over an embedded queue on a clock that stands still. */
export async function startConsumers({ spread, wrap = (queue) => queue, ...options }: ConsumersOptions) {
  const folder = mkdtempSync(join(tmpdir(), "consumers-"));
  const clock = new ManualClock();
  const wallTime = () => 1e12 + clock.now();
  const embedded = new EmbeddedQueue(join(folder, "queue.sqlite"), { clock, wallTime });
  await embedded.start();
  const recorded = recordQueue(wrap(embedded));
  const telemetry = newTelemetry(options.env);
  const service = adapt(
    implement(StudentEventsService, { spreadStudentLinks: spread, applyStudentLink: spread as never }),
    options,
  );
  const module = { name: "students", services: [service], streams: [StudentsService, CoursesService] };
  const consumers = new QueueConsumers({ module, queue: recorded.queue, telemetry, clock, wallTime });
  consumers.serve(
    createEndpoints(
      module.services,
      createChain(telemetry, readConfig(chassisFields, { SHED_LOAD: "false", ...options.env })),
    ),
  );
  const stopping = new AbortController();
  const running = consumers.run(stopping.signal);
  await embedded.ensureStreams([]);
  return {
    ...{ consumers, clock, telemetry, running, embedded, recorded },
    queue: recorded.queue,
    /** Tells the consumers to end; resolves when they have. */
    async end() {
      stopping.abort();
      await running;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await consumers.stop();
      await running;
      await embedded.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function adapt(
  { desc, routes }: Service,
  { policy, subscription }: Pick<ConsumersOptions, "policy" | "subscription">,
): Service {
  const change = (own: Policy): Policy => ({
    ...own,
    ...policy,
    subscription: { ...own.subscription!, ...subscription },
  });
  // Only the first: the other consumes another subject.
  const [first] = routes;
  return { desc, routes: [{ ...first!, method: { ...first!.method, policy: change(first!.method.policy) } }] };
}
