import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { createQueue, type Queue } from "@flotilla/chassis/queue";
import { findProgram } from "@flotilla/testkit/find-program";
import { type StartedNats, startNats } from "@flotilla/testkit/start-nats";
import { type StartedService, startService } from "@flotilla/testkit/start-service";
import { campusStreams, createInitializer } from "../src/app.ts";
import { initializerFields } from "../src/config.ts";

const { missing } = findProgram("nats-server");
const names = ["CourseModified", "CourseToModify", "StudentDataModified", "StudentToModify"];

/** A queue beside the initializer, to look at what it has done. */
async function openQueue(natsUrl: string): Promise<Queue & AsyncDisposable> {
  const settings = readConfig(chassisFields, { LOG_LEVEL: "silent" });
  const telemetry = createTelemetry(settings, "test");
  const queue = await createQueue({ settings: { ...settings, natsUrl }, telemetry, isEmbedded: false });
  await queue.start?.();
  return Object.assign(queue, { [Symbol.asyncDispose]: async () => queue.stop?.(AbortSignal.timeout(5000)) });
}

/** Asks until `/readyz` answers so; the test's own time limit ends it otherwise. */
async function untilReady({ url }: StartedService, status: number): Promise<void> {
  while ((await fetch(`${url}/readyz`)).status !== status) await delay(50);
}

async function readEpochs({ url }: StartedNats): Promise<readonly (string | undefined)[]> {
  await using queue = await openQueue(url);
  return await Promise.all(names.map((name) => queue.readEpoch(name)));
}

describe("initializer", { skip: missing, timeout: 120_000 }, () => {
  it("creates the four streams of the campus", async () => {
    assert.deepEqual(campusStreams.map(({ name }) => name).sort(), names);
    await using nats = await startNats();
    await using initializer = await startService("initializer", { env: { NATS_URL: nats.url } });
    await untilReady(initializer, 200);
    const epochs = await readEpochs(nats);
    assert.ok(epochs.every((epoch) => epoch !== undefined));
  });

  it("leaves streams alone that are there", async () => {
    await using nats = await startNats();
    await using initializer = await startService("initializer", { env: { NATS_URL: nats.url } });
    await untilReady(initializer, 200);
    const epochs = await readEpochs(nats);
    await initializer.kill();
    await initializer.restart();
    await untilReady(initializer, 200);
    assert.deepEqual(await readEpochs(nats), epochs);
  });

  it("starts before the broker, survives its end, and gives an empty one its streams again", async () => {
    await using nats = await startNats();
    await nats.kill();
    await using initializer = await startService("initializer", { env: { NATS_URL: nats.url } });
    await untilReady(initializer, 503);
    await nats.restart();
    await untilReady(initializer, 200);
    const epochs = await readEpochs(nats);
    await nats.kill();
    await untilReady(initializer, 503);
    await nats.wipe();
    await untilReady(initializer, 200);
    const later = await readEpochs(nats);
    assert.ok(later.every((epoch, index) => epoch !== undefined && epoch !== epochs[index]));
  });

  it("never says the password", async () => {
    await using nats = await startNats({ user: { name: "campus", password: "s3cr3t" } });
    const wrong = nats.url.replace("s3cr3t", "wr0ng");
    await using initializer = await startService("initializer", { env: { NATS_URL: wrong } });
    await initializer.waitForLog(({ msg }) => msg === "queue cannot be reached");
    await initializer.waitForLog(({ msg }) => msg === "streams are missing");
    const readyz = await (await fetch(`${initializer.url}/readyz`)).text();
    assert.doesNotMatch(JSON.stringify(initializer.log) + readyz, /wr0ng|s3cr3t/);
  });
});

describe("initializer's place", () => {
  it("does not start alone without a broker", async () => {
    const main = new URL("../src/main.ts", import.meta.url).pathname;
    const { promise, resolve } = Promise.withResolvers<{ code: unknown; said: string }>();
    execFile(process.execPath, [main], { env: { PORT: "0" } }, (error, _, said) =>
      resolve({ code: error?.code, said }),
    );
    const { code, said } = await promise;
    assert.equal(code, 78);
    assert.match(said, /NATS_URL/);
  });

  it("shares the fleet's queue, and is nothing that the fleet cannot do without", async () => {
    const settings = readConfig({ ...chassisFields, ...initializerFields }, { LOG_LEVEL: "silent" });
    const telemetry = createTelemetry(settings, "fleet");
    const shared = await createQueue({ settings, telemetry, isEmbedded: false });
    const module = await createInitializer(settings, telemetry, shared);
    assert.deepEqual(
      module.parts.map(({ name, isRequired }) => [name, isRequired]),
      [["streams", false]],
    );
  });
});
