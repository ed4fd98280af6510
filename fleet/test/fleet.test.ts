import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { App, type ChassisSettings, chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { createFleet } from "../src/app.ts";
import { formatBanner } from "../src/banner.ts";
import { fleetFields } from "../src/config.ts";

let app: App;
let url = "";
let dataDir = "";
let serviceNames: readonly string[] = [];

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "fleet-"));
  const env = { PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "silent" };
  const settings = readConfig({ ...chassisFields, ...fleetFields }, env);
  const telemetry = createTelemetry(settings as ChassisSettings, "fleet");
  const modules = createFleet(settings, telemetry);
  serviceNames = modules.flatMap((module) => module.services.map((service) => service.desc.typeName));
  app = new App({ settings, telemetry, modules, defaultPort: 8000, home: "/docs" });
  await app.start();
  url = app.doors[0]?.url ?? "";
  while ((await fetch(`${url}/readyz`)).status !== 200);
});

after(async () => {
  await app.stop();
  await rm(dataDir, { recursive: true });
});

const get = (path: string, accept = "*/*") => fetch(url + path, { headers: { accept }, redirect: "manual" });

describe("the fleet", { timeout: 30_000 }, () => {
  it("serves every service at one port", async () => {
    assert.equal(await (await get("/")).text(), "Hello, World!\n");
    const users = (await (await get("/v1/users")).json()) as { users: unknown[] };
    assert.equal(users.users.length, 30);
    assert.equal((await get("/ports?page_size=1")).status, 200);
  });

  it("sends a browser that asks for / to the documents, and says that the answer varies", async () => {
    const answer = await get("/", "text/html,application/xhtml+xml,*/*;q=0.8");
    assert.equal(answer.status, 307);
    assert.equal(answer.headers.get("location"), "/docs");
    assert.equal(answer.headers.get("vary"), "accept");
    assert.match((await get("/docs", "text/html")).headers.get("content-type") ?? "", /^text\/html/);
  });

  it("keeps each service's data apart", async () => {
    const files = (await readdir(dataDir)).filter((name) => name.endsWith(".sqlite"));
    assert.deepEqual(files.sort(), ["ports.sqlite", "users.sqlite"]);
  });

  it("names every service it has in its banner", () => {
    const banner = formatBanner(app.doors, dataDir);
    for (const name of serviceNames) assert.ok(banner.includes(name), name);
  });
});
