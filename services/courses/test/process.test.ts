import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ConfigError, chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { findFreePort } from "@flotilla/testkit/free-port";
import { missesMongo, startMongo } from "@flotilla/testkit/start-mongo";
import { type StartedService, startService } from "@flotilla/testkit/start-service";
import { createCourses } from "../src/app.ts";
import { coursesChecks, coursesFields } from "../src/config.ts";

const algebra = {
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
  student_ids: ["s1"],
};

interface Readiness {
  readonly status: string;
  readonly parts: readonly { readonly name: string; readonly isHealthy: boolean; readonly message?: string }[];
}

/** Courses as a process, with a folder that outlives it. */
async function startCourses(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-courses-"));
  const service = await startService("courses", { env: { DATA_DIR: folder, GRPC_PORT: "0", ...env } });
  const dispose = async () => {
    await service[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { service, [Symbol.asyncDispose]: dispose };
}

function post({ url }: StartedService, key: string): Promise<Response> {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  return fetch(`${url}/api/courses`, { method: "POST", headers, body: JSON.stringify(algebra) });
}

async function readReadiness({ url }: StartedService): Promise<Readiness & { readonly code: number }> {
  const answer = await fetch(`${url}/readyz`);
  return { code: answer.status, ...((await answer.json()) as Readiness) };
}

/** Asks until all that it needs is there. */
async function waitUntilReady(service: StartedService): Promise<void> {
  while ((await readReadiness(service)).code !== 200);
}

/** Asks until all these parts are missing: whoever tries to reach something hears a moment later that it is away. */
async function waitForMissing(service: StartedService, names: readonly string[]) {
  for (;;) {
    const readiness = await readReadiness(service);
    const missing = readiness.parts.filter(({ isHealthy }) => !isHealthy).map(({ name }) => name);
    if (names.every((name) => missing.includes(name))) return readiness;
  }
}

describe("courses alone", () => {
  it("keeps what it answered through a kill, the answers to keys too", async () => {
    await using courses = await startCourses();
    const created = await (await post(courses.service, "k1")).text();
    await courses.service.kill();
    await courses.service.restart();
    assert.equal(await (await post(courses.service, "k1")).text(), created);
  });

  it("keeps what it answered through a kill of itself and of MongoDB", { skip: missesMongo() }, async () => {
    await using mongo = await startMongo();
    await using courses = await startCourses({ MONGO_URL: `${mongo.url}/campus` });
    await waitUntilReady(courses.service);
    const created = await (await post(courses.service, "k1")).text();
    await mongo.kill();
    const refused = await post(courses.service, "k2");
    assert.deepEqual([refused.status, /"COURSE_STORE_UNAVAILABLE"/.test(await refused.text())], [503, true]);
    assert.equal((await readReadiness(courses.service)).code, 503);
    await mongo.restart();
    await courses.service.kill();
    await courses.service.restart();
    await waitUntilReady(courses.service);
    assert.equal(await (await post(courses.service, "k1")).text(), created);
    const { data } = (await (await fetch(`${courses.service.url}/api/courses`)).json()) as { data: unknown[] };
    assert.equal(data.length, 1);
  });

  it("tells no password of a database that lets it not in", { skip: missesMongo() }, async () => {
    await using mongo = await startMongo();
    const url = mongo.url.replace("//", "//campus:s3cret-mongo@");
    await using courses = await startCourses({ MONGO_URL: `${url}/campus`, LOG_LEVEL: "trace" });
    const answer = await post(courses.service, "k1");
    const text = await answer.text();
    assert.deepEqual([answer.status, /COURSE_STORE_UNAVAILABLE/.test(text)], [503, true], text);
    assert.doesNotMatch(JSON.stringify([courses.service.log, await readReadiness(courses.service), text]), /s3cret/);
  });

  it("serves without a queue, keeps its events, and says so", async () => {
    await using courses = await startCourses();
    assert.equal((await post(courses.service, "k1")).status, 201);
    const { code, status, parts } = await readReadiness(courses.service);
    assert.deepEqual([code, status], [200, "degraded"]);
    assert.match(parts.find(({ name }) => name === "queue")?.message ?? "", /NATS_URL is not set/);
    assert.ok(await courses.service.waitForLog(({ msg }) => /events stay in the outbox/.test(String(msg))));
  });

  it("starts with everything away, says what is missing, and tells no password to anybody", async () => {
    const port = await findFreePort();
    await using courses = await startCourses({
      MONGO_URL: `mongodb://campus:s3cret-mongo@127.0.0.1:${port}/campus`,
      REDIS_URL: `redis://campus:s3cret-redis@127.0.0.1:${port}/0`,
      NATS_URL: `nats://campus:s3cret-nats@127.0.0.1:${port}`,
      STUDENTS_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: "trace",
    });
    const stores = ["courses store (mongodb)", "courses cache (redis)"];
    const { code, parts } = await waitForMissing(courses.service, ["queue", ...stores]);
    assert.equal(code, 503);
    const answer = await post(courses.service, "k1");
    const text = await answer.text();
    assert.equal(answer.status, 503, text);
    assert.match(text, /COURSE_STORE_UNAVAILABLE/);
    const told = JSON.stringify([courses.service.log, parts, text]);
    assert.doesNotMatch(told, /s3cret/);
  });
});

describe("the settings of courses", () => {
  const read = (env: Record<string, string>) =>
    readConfig({ ...chassisFields, ...coursesFields }, env, coursesChecks as never);

  it("need a queue where students is another process", () => {
    const refused = (error: unknown) => error instanceof ConfigError && /NATS_URL must be set/.test(error.message);
    assert.throws(() => read({ STUDENTS_URL: "http://students:50051" }), refused);
    assert.throws(() => read({ GRPC_STUDENT_URL: "students-service" }), refused);
    read({ STUDENTS_URL: "http://students:50051", NATS_URL: "nats://nats:4222" });
    read({});
  });

  it("let answers be kept in the process only while nobody else may change the store", async () => {
    const engineOf = async (env: Record<string, string>) => {
      const settings = read({ LOG_LEVEL: "silent", ...env });
      return (await createCourses(settings, createTelemetry(settings, "test"))).cache?.engine;
    };
    const shared = { MONGO_URL: "mongodb://127.0.0.1:1/campus" };
    assert.equal(await engineOf({}), "memory");
    assert.equal(await engineOf(shared), "none");
    assert.equal(await engineOf({ ...shared, REDIS_URL: "redis://127.0.0.1:1" }), "redis");
  });

  it("may be given as the older service had them", () => {
    const { studentsUrl, natsUrl, mongoUrl } = read({
      GRPC_STUDENT_URL: "students-service",
      GRPC_STUDENT_PORT: "50051",
      NATS_URL: "nats-service",
      NATS_PORT: "4222",
      MONGO_URL: "mongo-service",
      MONGO_PORT: "27017",
      MONGO_USER: "user",
      MONGO_PASSWORD: "p@ss",
    });
    assert.deepEqual([studentsUrl, natsUrl], [["http://students-service:50051"], "nats://nats-service:4222"]);
    assert.equal(mongoUrl, "mongodb://user:p%40ss@mongo-service:27017");
  });
});
