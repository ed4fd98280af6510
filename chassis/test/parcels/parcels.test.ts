import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { type ChassisSettings, readConfig, type Telemetry } from "@flotilla/chassis";
import { createQueue } from "@flotilla/chassis/queue";
import { ParcelsService } from "@flotilla/contract/flotilla/test/v1/parcels";
import { connections, startApp } from "@flotilla/testkit";
import { until } from "../until.ts";
import { createParcels } from "./app.ts";
import { parcelsFields } from "./config.ts";

/** parcels in a folder of its own, with the queue of a fleet: a file. */
async function createTestParcels(settings: ChassisSettings, telemetry: Telemetry) {
  const dataDir = await mkdtemp(join(tmpdir(), "flotilla-parcels-"));
  const all = { ...settings, ...readConfig(parcelsFields, {}), dataDir };
  const queue = await createQueue({ settings: all, telemetry, isEmbedded: true });
  const folder = { name: "folder", stop: () => rm(dataDir, { recursive: true }) };
  return [{ name: "test", services: [], parts: [folder, queue] }, await createParcels(all, telemetry, queue)];
}

describe("ParcelsService", () => {
  it("counts each parcel by its event, through a cache that the event makes stale", async () => {
    await using app = await startApp(createTestParcels);
    const parcels = createClient(ParcelsService, connections.memory(app).transport);
    const count = async () => (await parcels.countParcels({ city: "Braga" })).parcels;
    for (let sent = 0; sent < 3; sent++) {
      assert.equal(await count(), sent);
      await parcels.sendParcel({ city: "Braga" });
      await until(async () => (await count()) > sent);
    }
  });

  it("takes a parcel that is sent again under its key in once", async () => {
    await using app = await startApp(createTestParcels);
    const parcels = createClient(ParcelsService, connections.memory(app).transport);
    const send = () => parcels.sendParcel({ city: "Braga" }, { headers: { "idempotency-key": "17" } });
    assert.deepEqual(await send(), await send());
  });
});
