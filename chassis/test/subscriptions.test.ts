import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { createClient as createFlotillaClient, type Env, implement, type Module } from "@flotilla/chassis";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentEventsService, StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { createEcho, startApp } from "@flotilla/testkit";
import { EmbeddedQueue } from "../src/queue/embedded/embedded-queue.ts";
import type { Queue } from "../src/queue/queue.ts";
import { splitServices } from "../src/service.ts";
import { recordQueue } from "./recorded-queue.ts";
import { toDiff } from "./start-consumers.ts";

/** An App whose module consumes, and the queue that it consumes from. */
async function startConsumingApp(env: Env = {}, hold: Promise<void> = Promise.resolve()) {
  const folder = mkdtempSync(join(tmpdir(), "subscriptions-"));
  const embedded = new EmbeddedQueue(join(folder, "queue.sqlite"));
  const recorded = recordQueue(embedded);
  const calls: string[] = [];
  const arrived = Promise.withResolvers<void>();
  const take = async (request: { readonly id: string }) => {
    calls.push(request.id);
    arrived.resolve();
    await hold;
    return {};
  };
  const { desc, routes } = implement(StudentEventsService, { spreadStudentLinks: take, applyStudentLink: take });
  const echo = createEcho();
  const module: Module = {
    name: "students",
    services: [...echo.services, { desc, routes: routes.slice(0, 1) }],
    parts: [...echo.parts, embedded],
    queue: recorded.queue,
    streams: [StudentsService, CoursesService],
  };
  const started = await startApp(module, { env });
  return {
    ...{ ...started, embedded, recorded, calls, arrived: arrived.promise },
    async [Symbol.asyncDispose]() {
      await started.app.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Publishes as soon as the consumers have made the stream. */
async function publish(queue: Queue): Promise<void> {
  while ((await queue.readEpoch("StudentToModify")) === undefined)
    await new Promise((resolve) => setImmediate(resolve));
  await queue.publish(toDiff("s1"));
}

describe("subscriptions in an App", () => {
  it("are called by messages, and the streams are there without anybody's doing", async () => {
    await using app = await startConsumingApp();
    const readiness = await fetch(`${app.url}/readyz`);
    assert.equal(readiness.status, 200);
    await publish(app.embedded);
    assert.equal((await app.recorded.settled(1))[0]?.what, "ack");
    assert.deepEqual(app.calls, ["s1"]);
  });

  it("are not there for callers, by any protocol", async () => {
    await using app = await startConsumingApp();
    const options = { baseUrl: app.url, httpVersion: "2" as const };
    for (const transport of [createGrpcTransport(options), createConnectTransport(options)]) {
      const client = createClient(StudentEventsService, transport);
      await assert.rejects(
        client.spreadStudentLinks({ id: "s1" }),
        (error) => ConnectError.from(error).code === Code.Unimplemented,
      );
    }
    const memory = createFlotillaClient(StudentEventsService, app.memory);
    await assert.rejects(memory.spreadStudentLinks({ id: "s1" }), { reason: "UNKNOWN_RPC" });
    assert.deepEqual(app.calls, []);
  });

  it("are not in the documents, nor known to reflection or health", async () => {
    await using app = await startConsumingApp();
    for (const path of ["/openapi.json", "/docs"]) {
      const text = await (await fetch(`${app.url}${path}`)).text();
      assert.match(text, /EchoService/);
      assert.doesNotMatch(text, /StudentEventsService/);
    }
    const { Health } = await import("@flotilla/contract/grpc/health/v1/health");
    const health = createFlotillaClient(Health, app.memory);
    await assert.rejects(health.check({ service: StudentEventsService.typeName }), { reason: "UNKNOWN_SERVICE" });
  });

  it("need no API key", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));
    const file = join(folder, "keys");
    writeFileSync(file, `shop ${"a".repeat(64)} students.read\n`);
    await using app = await startConsumingApp({ API_KEYS_FILE: file });
    rmSync(folder, { recursive: true });
    await publish(app.embedded);
    assert.equal((await app.recorded.settled(1))[0]?.what, "ack");
  });

  it("finish what they work at before the process ends, and then its queue closes", async () => {
    const gate = Promise.withResolvers<void>();
    await using app = await startConsumingApp({ DRAIN_TIMEOUT_MS: "60000" }, gate.promise);
    await publish(app.embedded);
    await app.arrived;
    const stopped = app.app.stop();
    gate.resolve();
    await stopped;
    assert.deepEqual(
      app.recorded.settlements.map(({ what }) => what),
      ["ack"],
    );
    await assert.rejects(app.embedded.publish(toDiff("s2")), { reason: "QUEUE_UNAVAILABLE" });
  });

  it("are broken off when the time for stopping is over, and their messages come again", async () => {
    await using app = await startConsumingApp({ DRAIN_TIMEOUT_MS: "200" }, new Promise(() => undefined));
    await publish(app.embedded);
    await app.arrived;
    await app.app.stop();
    assert.deepEqual(
      app.recorded.settlements.map(({ what }) => what),
      ["nak 1000"],
    );
  });

  it("cannot be in one service with rpcs that callers call", () => {
    const events = implement(StudentEventsService, { spreadStudentLinks: () => ({}), applyStudentLink: () => ({}) });
    const hello = implement(HelloService, { getHello: () => ({}) });
    assert.deepEqual(splitServices([events, hello]), { called: [hello], subscribed: [events] });
    const both = { desc: hello.desc, routes: [...hello.routes, ...events.routes] };
    assert.throws(() => splitServices([both]), /HelloService is called both by callers and by messages/);
  });
});
