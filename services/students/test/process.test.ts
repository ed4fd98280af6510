import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ConfigError, chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { findFreePort } from "@flotilla/testkit/free-port";
import { type StartedService, startService } from "@flotilla/testkit/start-service";
import { createStudents } from "../src/app.ts";
import { studentsChecks, studentsFields } from "../src/config.ts";

const ada = { name: "Augusta", first_name: "Ada", last_name: "Lovelace", course_ids: ["c1"] };

interface Readiness {
  readonly status: string;
  readonly parts: readonly { readonly name: string; readonly isHealthy: boolean; readonly message?: string }[];
}

/** Students as a process, with a folder that outlives it. */
async function startStudents(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-students-"));
  const service = await startService("students", { env: { DATA_DIR: folder, GRPC_PORT: "0", ...env } });
  const dispose = async () => {
    await service[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { service, [Symbol.asyncDispose]: dispose };
}

function post({ url }: StartedService, key: string): Promise<Response> {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  return fetch(`${url}/api/students`, { method: "POST", headers, body: JSON.stringify(ada) });
}

async function readReadiness({ url }: StartedService): Promise<Readiness & { readonly code: number }> {
  const answer = await fetch(`${url}/readyz`);
  return { code: answer.status, ...((await answer.json()) as Readiness) };
}

describe("students alone", () => {
  it("keeps what it answered through a kill, the answers to keys too", async () => {
    await using students = await startStudents();
    const created = await (await post(students.service, "k1")).text();
    await students.service.kill();
    await students.service.restart();
    assert.equal(await (await post(students.service, "k1")).text(), created);
    assert.equal((await post(students.service, "k2")).status, 409);
  });

  it("serves without a queue, keeps its events, and says so", async () => {
    await using students = await startStudents();
    assert.equal((await post(students.service, "k1")).status, 201);
    const { code, status, parts } = await readReadiness(students.service);
    assert.deepEqual([code, status], [200, "degraded"]);
    assert.match(parts.find(({ name }) => name === "queue")?.message ?? "", /NATS_URL is not set/);
    assert.ok(await students.service.waitForLog(({ msg }) => /events stay in the outbox/.test(String(msg))));
  });

  it("starts with everything away, says what is missing, and tells no password to anybody", async () => {
    const port = await findFreePort();
    await using students = await startStudents({
      POSTGRES_URL: `postgres://campus:s3cret-pg@127.0.0.1:${port}/campus`,
      REDIS_URL: `redis://campus:s3cret-redis@127.0.0.1:${port}/0`,
      NATS_URL: `nats://campus:s3cret-nats@127.0.0.1:${port}`,
      COURSES_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: "trace",
    });
    const { code, parts } = await readReadiness(students.service);
    assert.equal(code, 503);
    const missing = parts.filter(({ isHealthy }) => !isHealthy).map(({ name }) => name);
    for (const word of ["queue", "postgres", "redis"])
      assert.ok(missing.join().includes(word), `${word} of ${missing}`);
    const answer = await post(students.service, "k1");
    const text = await answer.text();
    assert.equal(answer.status, 503, text);
    assert.match(text, /STUDENT_STORE_UNAVAILABLE/);
    const told = JSON.stringify([students.service.log, parts, text]);
    assert.doesNotMatch(told, /s3cret/);
  });
});

describe("the settings of students", () => {
  const read = (env: Record<string, string>) =>
    readConfig({ ...chassisFields, ...studentsFields }, env, studentsChecks as never);

  it("need a queue where courses is another process", () => {
    const refused = (error: unknown) => error instanceof ConfigError && /NATS_URL must be set/.test(error.message);
    assert.throws(() => read({ COURSES_URL: "http://courses:50051" }), refused);
    assert.throws(() => read({ GRPC_COURSE_URL: "courses-service" }), refused);
    read({ COURSES_URL: "http://courses:50051", NATS_URL: "nats://nats:4222" });
    read({});
  });

  it("let answers be kept in the process only while nobody else may change the store", async () => {
    const engineOf = async (env: Record<string, string>) => {
      const settings = read({ LOG_LEVEL: "silent", ...env });
      return (await createStudents(settings, createTelemetry(settings, "test"))).cache?.engine;
    };
    const shared = { POSTGRES_URL: "postgres://127.0.0.1:1/campus" };
    assert.equal(await engineOf({}), "memory");
    assert.equal(await engineOf(shared), "none");
    assert.equal(await engineOf({ ...shared, REDIS_URL: "redis://127.0.0.1:1" }), "redis");
  });

  it("may be given as the older service had them", () => {
    const { coursesUrl, natsUrl, postgresUrl } = read({
      GRPC_COURSE_URL: "courses-service",
      GRPC_COURSE_PORT: "50051",
      NATS_URL: "nats-service",
      NATS_PORT: "4222",
      POSTGRES_URL: "postgres-service",
      POSTGRES_PORT: "5432",
      POSTGRES_USER: "user",
      POSTGRES_PASSWORD: "p@ss",
      POSTGRES_DB: "nis",
    });
    assert.deepEqual([coursesUrl, natsUrl], [["http://courses-service:50051"], "nats://nats-service:4222"]);
    assert.match(postgresUrl!, /^postgres:\/\/user:p%40ss@postgres-service:5432\/nis/);
  });
});
