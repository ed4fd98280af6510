import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  App,
  chassisFields,
  createTelemetry,
  type Env,
  type Field,
  MemoryTransport,
  readConfig,
} from "@flotilla/chassis";
import { createGrpcClient } from "@flotilla/chassis/client";
import { clockFields } from "@flotilla/clock/config";
import { UserService } from "@flotilla/contract/user/user";
import { helloFields } from "@flotilla/hello/config";
import { picturesFields } from "@flotilla/pictures/config";
import { placesFields } from "@flotilla/places/config";
import { portsFields } from "@flotilla/ports/config";
import { findFreePort } from "@flotilla/testkit/free-port";
import { usersFields } from "@flotilla/users/config";
import { createFleet } from "../src/app.ts";
import { fleetFields } from "../src/config.ts";

/** The fleet in this process, on a free port and with data of its own. */
async function startFleet(own: Env = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), "flotilla-fleet-"));
  const env = { PORT: "0", LOG_LEVEL: "silent", SHED_LOAD: "false", DATA_DIR: dataDir, ...own };
  const settings = readConfig({ ...chassisFields, ...fleetFields }, env);
  const telemetry = createTelemetry(settings, "fleet");
  const memory = new MemoryTransport();
  const modules = await createFleet(settings, telemetry, memory);
  const app = new App({ settings, telemetry, modules, memory, defaultPort: 8000, home: "/docs" });
  await app.start();
  const url = app.doors[0]!.url;
  const dispose = async () => {
    await app.stop();
    await rm(dataDir, { recursive: true });
  };
  return { app, url, [Symbol.asyncDispose]: dispose };
}

async function getJson(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}

describe("the fleet", () => {
  it("serves every service at one port", async () => {
    await using fleet = await startFleet();
    while ((await fetch(`${fleet.url}/readyz`)).status !== 200);
    assert.equal(fleet.app.doors.length, 1);
    assert.match(await (await fetch(fleet.url)).text(), /Hello/);
    assert.match(JSON.stringify(await getJson(`${fleet.url}/ports/NLRTM`)), /Rotterdam/);
    assert.equal(((await getJson(`${fleet.url}/v1/users`))["users"] as unknown[]).length, 30);

    assert.match(await (await fetch(`${fleet.url}/covilha`)).text(), /^\{"Covilha\/Portugal":"[^"]+"\}$/);
    assert.equal((await fetch(`${fleet.url}/homersimpson`)).headers.get("content-type"), "image/png");

    using users = createGrpcClient(UserService, { address: new URL(fleet.url).host });
    assert.equal((await users.searchName({ query: "alenc" })).users.length, 2);
  });

  it("lets the clock ask places in memory", async () => {
    await using fleet = await startFleet();
    while ((await fetch(`${fleet.url}/readyz`)).status !== 200);
    const times = await getJson(`${fleet.url}/v1/times/Covilhã`);
    assert.deepEqual([times["timezone"], times["isStale"]], ["Europe/Lisbon", false]);
    const nearest = await getJson(`${fleet.url}/v1/times:nearest?latitude=40.28&longitude=-7.5`);
    assert.equal((nearest["place"] as { name: string }).name, "Covilhã");
    const unknown = await getJson(`${fleet.url}/v1/times/Covilho`);
    assert.deepEqual([unknown["status"], unknown["reason"]], [404, "PLACE_NOT_FOUND"]);
    assert.match(String(unknown["detail"]), /Covilhã/);
    const metrics = await (await fetch(`${fleet.url}/metrics`)).text();
    assert.match(
      metrics,
      /rpc_server_duration_seconds_count\{[^}]*method="FindPlace",transport="memory",code="ok"\} 1/,
    );
  });

  it("lets the clock ask places elsewhere when PLACES_URL says so", async () => {
    const nowhere = `http://127.0.0.1:${await findFreePort()}`;
    await using fleet = await startFleet({ PLACES_URL: nowhere, CLIENT_RETRY: "false" });
    assert.equal((await fetch(`${fleet.url}/v1/places:find?name=Lisbon`)).status, 200);
    const times = await getJson(`${fleet.url}/v1/times/Lisbon`);
    assert.deepEqual([times["status"], times["reason"]], [503, "PLACES_UNAVAILABLE"]);
    const { status, parts } = (await getJson(`${fleet.url}/readyz`)) as {
      status: string;
      parts: { message?: string }[];
    };
    assert.notEqual(status, "ready");
    assert.ok(
      parts.some(({ message }) => message?.includes(new URL(nowhere).host)),
      JSON.stringify(parts),
    );
  });

  it("sends browsers that ask for / to the documentation", async () => {
    await using fleet = await startFleet();
    const answer = await fetch(fleet.url, { headers: { accept: "text/html" }, redirect: "manual" });
    assert.match(`${answer.status} ${answer.headers.get("location")}`, /^30[2378] \/docs$/);
    const document = JSON.stringify(await getJson(`${fleet.url}/openapi.json`));
    for (const path of ["/covilha", "/v1/times/{place}", "/v1/places:nearest", "/ports/{unloc}", "/v1/users"])
      assert.ok(document.includes(`"${path}"`), path);
  });

  it("sends browsers nowhere from a door that has no documentation", async () => {
    await using fleet = await startFleet({ ADMIN_PORT: "0" });
    const ask = (url: string) => fetch(url, { headers: { accept: "text/html" }, redirect: "manual" });
    const admin = fleet.app.doors.find(({ name }) => name === "admin")!.url;
    assert.equal((await ask(fleet.url)).headers.get("location"), null);
    assert.equal((await ask(admin)).headers.get("location"), "/docs");
  });

  it("gives no setting two meanings", () => {
    const seen = new Map<string, string>();
    const all = [chassisFields, helloFields, picturesFields, clockFields, placesFields, portsFields, usersFields];
    for (const fields of all) {
      for (const [name, { env }] of Object.entries<Field<unknown>>(fields)) {
        assert.equal(seen.get(name) ?? env, env, name);
        seen.set(name, env);
      }
    }
  });
});
