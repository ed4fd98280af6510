import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, it } from "node:test";
import { createSqliteStore } from "../../test/owned-stores.ts";
import { portStoreSuite } from "../../test/port-store.suite.ts";
import { toPort, toUnloc } from "../../test/ports.ts";
import { SqlitePortStore } from "./sqlite-port-store.ts";

portStoreSuite("SqlitePortStore", createSqliteStore);

const filesOf = (path: string) => readdirSync(dirname(path)).sort();

describe("SqlitePortStore on disk", () => {
  it("still has everything when it is opened again", async () => {
    await using owned = await createSqliteStore();
    const staging = await owned.store.stage();
    staging.put([toPort("AAAAA")]);
    await staging.publish({ path: "/f", size: 1, mtimeMs: 2, digest: "d" });
    await owned.store.put(toPort("AAAAB"));
    await owned.store.stop();
    const again = new SqlitePortStore(owned.path);
    await again.start();
    assert.equal((await again.find("AAAAA"))?.unloc, "AAAAA");
    assert.equal((await again.find("AAAAB"))?.unloc, "AAAAB");
    assert.equal((await again.readMark())?.digest, "d");
    await again.stop();
    await owned.store.start();
  });

  it("leaves no second file behind, published or dropped or interrupted", async () => {
    await using owned = await createSqliteStore();
    const isAlone = () => filesOf(owned.path).every((name) => !name.includes("staging"));
    for (const end of ["publish", "drop"] as const) {
      const staging = await owned.store.stage();
      staging.put([toPort("AAAAA")]);
      assert.ok(!isAlone());
      await staging[end]();
      assert.ok(isAlone(), end);
    }
    await owned.store.stop();
    writeFileSync(`${owned.path}.staging`, "half an import");
    await owned.store.start();
    assert.ok(isAlone());
  });

  it("drops a staging that is under way when it stops", async () => {
    await using owned = await createSqliteStore();
    const staging = await owned.store.stage();
    staging.put([toPort("AAAAA")]);
    await owned.store.stop();
    assert.deepEqual(filesOf(owned.path), [basename(owned.path)]);
    await owned.store.start();
    assert.equal(await owned.store.find("AAAAA"), undefined);
  });

  it("builds its indexes apart when there are many ports", async () => {
    await using owned = await createSqliteStore();
    for (let round = 0; round < 2; round++) {
      const staging = await owned.store.stage();
      const ports = Array.from({ length: 60_000 }, (_, index) =>
        toPort(toUnloc(index * 7), { coordinates: [index / 1000, 0] }),
      );
      staging.put(ports);
      await staging.publish();
      const near = { center: { latitude: 0, longitude: 30 }, radiusKm: 1 };
      assert.equal((await owned.store.list({ filter: { near }, after: "", limit: 100 })).length, 17);
      assert.equal((await owned.store.list({ filter: { name: "nothing" }, after: "", limit: 100 })).length, 0);
    }
  });

  it("says which file it is that it cannot open", async () => {
    await using owned = await createSqliteStore();
    writeFileSync(`${owned.path}.other`, "this is no database, but a text of some length".repeat(100));
    const broken = new SqlitePortStore(`${owned.path}.other`);
    await assert.rejects(
      broken.start(),
      /cannot open the ports database .*ports\.sqlite\.other: file is not a database/,
    );
  });

  it("answers STORE_FAILED when the driver fails", async () => {
    const { store, ...owned } = await createSqliteStore();
    await store.stop();
    await assert.rejects(store.find("AAAAA"), { reason: "STORE_FAILED" });
    await assert.rejects(store.list({ filter: {}, after: "", limit: 1 }), { reason: "STORE_FAILED" });
    await assert.rejects(store.stage(), { reason: "STORE_FAILED" });
    assert.throws(() => store.check(), { reason: "STORE_FAILED" });
    await store.start();
    await owned[Symbol.asyncDispose]();
  });
});
