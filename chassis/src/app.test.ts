import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createEcho, startApp } from "@flotilla/testkit";
import { newTelemetry } from "../test/new-telemetry.ts";
import { App } from "./app.ts";
import { chassisFields } from "./config/chassis-fields.ts";
import { type Env, readConfig } from "./config/read-config.ts";
import { ExitError } from "./exit-error.ts";
import type { Part } from "./part.ts";

/** An App of these parts, not yet started, and what happens to them. */
function newApp(parts: readonly Part[], env: Env = {}) {
  const settings = readConfig(chassisFields, { PORT: "0", ...env });
  const telemetry = newTelemetry();
  const modules = [{ ...createEcho(), parts }];
  return { app: new App({ settings, telemetry, modules, defaultPort: 0 }), telemetry };
}

function newPart(name: string, story: string[], over: Partial<Part> = {}): Part {
  return {
    name,
    start: async () => void story.push(`${name} started`),
    stop: async () => void story.push(`${name} stopped`),
    ...over,
  };
}

async function readReadiness(port: number): Promise<{ status: number; phase: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: "close" } });
  return { status: answer.status, phase: ((await answer.json()) as { phase: string }).phase };
}

describe("App", () => {
  it("starts its parts in order and stops them in reverse", async () => {
    const story: string[] = [];
    const { app } = newApp([newPart("store", story), newPart("consumer", story)]);
    await app.start();
    assert.equal((await readReadiness(app.port)).status, 200);
    await app.stop();
    assert.deepEqual(story, ["store started", "consumer started", "consumer stopped", "store stopped"]);
  });

  it("stops what was started when a part fails, and names the part", async () => {
    const story: string[] = [];
    const start = () => Promise.reject(new ExitError("the file is broken", 65));
    const { app } = newApp([newPart("store", story), newPart("loader", story, { start }), newPart("last", story)]);
    await assert.rejects(app.start(), { message: "loader did not start: the file is broken", exitCode: 65 });
    assert.deepEqual(story, ["store started", "store stopped"]);
    assert.deepEqual(app.doors, []);
  });

  it("stops its parts when a port is taken, and names the setting", async () => {
    await using other = await startApp(createEcho());
    const story: string[] = [];
    const taken = new URL(other.url).port;
    const { app } = newApp([newPart("store", story)], { GRPC_PORT: taken });
    const message = `cannot listen on 127.0.0.1:${taken} (GRPC_PORT): the port is already in use`;
    await assert.rejects(app.start(), { message, exitCode: 1 });
    assert.deepEqual(story, ["store started", "store stopped"]);
  });

  it("opens its doors before long work ends, and is not ready meanwhile", async () => {
    const loaded = Promise.withResolvers<void>();
    let isLoaded = false;
    const loader: Part = {
      name: "loader",
      run: async () => {
        await loaded.promise;
        isLoaded = true;
      },
      check: () => {
        if (!isLoaded) throw new Error("still loading");
      },
    };
    const { app } = newApp([loader]);
    await app.start();
    assert.deepEqual(await readReadiness(app.port), { status: 503, phase: "serving" });
    loaded.resolve();
    await loaded.promise;
    assert.deepEqual(await readReadiness(app.port), { status: 200, phase: "serving" });
    await app.stop();
  });

  it("tells of work that failed, with its exit code", async () => {
    const run = () => Promise.reject(new ExitError("line 3 is no port", 65));
    const { app } = newApp([{ name: "loader", run }]);
    await app.start();
    const error = await app.failed;
    assert.equal(error.message, "loader failed: line 3 is no port");
    assert.equal((error as ExitError).exitCode, 65);
    await app.stop();
  });

  it("ends work before it stops the parts", async () => {
    const story: string[] = [];
    const run = (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          story.push("work ended");
          resolve();
        });
      });
    const { app } = newApp([newPart("store", story), { name: "relay", run }]);
    await app.start();
    await app.stop();
    assert.deepEqual(story, ["store started", "work ended", "store stopped"]);
  });

  it("goes on stopping when a part fails to stop or takes too long", async () => {
    const story: string[] = [];
    const { app, telemetry } = newApp(
      [
        newPart("first", story),
        newPart("stuck", story, { stop: () => new Promise(() => undefined) }),
        newPart("broken", story, { stop: () => Promise.reject(new Error("no")) }),
      ],
      { DRAIN_TIMEOUT_MS: "40" },
    );
    await app.start();
    await app.stop();
    assert.equal(story.at(-1), "first stopped");
    const failed = telemetry.written.filter((line) => line.includes("part did not stop"));
    assert.deepEqual(
      failed.map((line) => JSON.parse(line).part),
      ["broken", "stuck"],
    );
  });

  it("stops once, however often it is asked", async () => {
    const story: string[] = [];
    const { app } = newApp([newPart("store", story)]);
    await app.start();
    await Promise.all([app.stop(), app.stop(), app[Symbol.asyncDispose]()]);
    assert.deepEqual(story, ["store started", "store stopped"]);
  });

  it("can be stopped while it starts", async () => {
    const story: string[] = [];
    const opened = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const start = () => {
      asked.resolve();
      return opened.promise;
    };
    const { app } = newApp([newPart("slow", story, { start }), newPart("last", story)]);
    const starting = assert.rejects(app.start(), { message: "stopped while it started", exitCode: 0 });
    await asked.promise;
    const stopping = app.stop();
    opened.resolve();
    await Promise.all([starting, stopping]);
    assert.deepEqual(story, ["slow stopped"]);
  });

  it("serves the same at GRPC_PORT, and operations only at ADMIN_PORT", async () => {
    await using started = await startApp(createEcho(), { env: { GRPC_PORT: "0", ADMIN_PORT: "0" } });
    const [main, grpc, admin] = started.app.doors;
    assert.deepEqual([main?.name, grpc?.name, admin?.name], ["main", "grpc", "admin"]);
    const status = async (url: string) => (await fetch(url)).status;
    assert.equal(await status(`${main?.url}/v1/say/hi`), 200);
    assert.equal(await status(`${grpc?.url}/v1/say/hi`), 200);
    assert.equal(await status(`${admin?.url}/v1/say/hi`), 404);
    assert.equal(await status(`${main?.url}/metrics`), 404);
    assert.equal(await status(`${admin?.url}/metrics`), 200);
    assert.equal(await status(`${admin?.url}/readyz`), 200);
  });

  it("opens the doors that modules bring", async () => {
    const listener = (exchange: { respondOnce(status: number, headers: object, body: string): void }) =>
      exchange.respondOnce(200, {}, "extra");
    const doors = [{ name: "extra", setting: "EXTRA_PORT", host: "127.0.0.1", port: 0, listener }];
    await using started = await startApp({ ...createEcho(), doors });
    assert.equal(await (await fetch(`${started.app.doors[1]?.url}/any/path`)).text(), "extra");
  });
});
