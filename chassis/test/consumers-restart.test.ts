import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentEventsService, StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { findProgram } from "@flotilla/testkit/find-program";
import { chassisFields } from "../src/config/chassis-fields.ts";
import { readConfig } from "../src/config/read-config.ts";
import { createChain } from "../src/middleware/chain.ts";
import { createEndpoints } from "../src/protocol/endpoint.ts";
import { QueueConsumers } from "../src/queue/consumer/queue-consumers.ts";
import type { Queue } from "../src/queue/queue.ts";
import { implement } from "../src/service.ts";
import { ownJetStream, untilReached } from "./own-jetstream.ts";
import { toDiff } from "./start-consumers.ts";

const { missing } = findProgram("nats-server");

/** Publishes as an outbox does: until it is acknowledged. */
async function publishSurely(queue: Queue, id: string): Promise<void> {
  for (;;) {
    try {
      await queue.publish(toDiff(id));
      return;
    } catch {
      await delay(20);
    }
  }
}

/** Effects by message id, and a way to wait for the last. */
function newEffects() {
  const effects = new Map<string, number>();
  const waiting: { readonly count: number; resolve(): void }[] = [];
  return {
    effects,
    add(id: string) {
      effects.set(id, (effects.get(id) ?? 0) + 1);
      for (const waiter of waiting) if (effects.size >= waiter.count) waiter.resolve();
    },
    reached: (count: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ count, resolve });
        if (effects.size >= count) resolve();
      }),
  };
}

describe("QueueConsumers on JetStream", { skip: missing }, () => {
  it("handle every message although the broker is killed under load, again and again", async () => {
    await using owned = await ownJetStream();
    const { queue, nats, telemetry } = owned;
    const { add, reached } = newEffects();
    const spread = (_request: unknown, call: { header(name: string): string | undefined }) => {
      add(call.header("queue-message-id")!);
      return {};
    };
    const { desc, routes } = implement(StudentEventsService, { spreadStudentLinks: spread, applyStudentLink: spread });
    const [{ method, handler }] = routes as [(typeof routes)[number]];
    const subscription = { ...method.policy.subscription!, ackWaitMs: 2000 };
    const patient = { ...method, policy: { ...method.policy, subscription } };
    const service = { desc, routes: [{ method: patient, handler }] };
    const module = { name: "students", services: [service], streams: [StudentsService, CoursesService] };
    const consumers = new QueueConsumers({ module, queue, telemetry });
    const settings = readConfig(chassisFields, { SHED_LOAD: "false" });
    consumers.serve(createEndpoints(module.services, createChain(telemetry, settings)));
    const stopping = new AbortController();
    const running = consumers.run(stopping.signal);
    const rounds = 4;
    const perRound = 600;
    for (let round = 1; round <= rounds; round++) {
      const ids = Array.from({ length: perRound }, (_, index) => `r${round}-${index}`);
      const published = Promise.all(ids.map((id) => publishSurely(queue, id)));
      await reached((round - 1) * perRound + 1);
      await nats.kill();
      await nats.restart();
      await published;
    }
    await reached(rounds * perRound);
    stopping.abort();
    await running;
    await untilReached(queue);
    assert.deepEqual(await queue.deadLetters.list(0, 1), []);
  });
});
