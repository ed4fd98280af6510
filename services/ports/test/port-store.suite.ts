import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import type { Port } from "../src/domain/port.ts";
import { matches, type PortFilter } from "../src/domain/port-filter.ts";
import type { PortLoader } from "../src/domain/port-loader.ts";
import type { PortStore, ScanOrder } from "../src/domain/port-store.ts";
import { toPort, toUnloc } from "./ports.ts";

type Store = PortStore & PortLoader;

/** A store that lives as long as the test that asked for it. */
export type OwnedStore = { readonly store: Store } & AsyncDisposable;

type Create = () => Promise<OwnedStore>;

/** What every store of ports must do. */
export function portStoreSuite(name: string, create: Create): void {
  describe(name, () => {
    findingSuite(create);
    listingSuite(create);
    scanSuite(create);
    stagingSuite(create);
  });
}

const codesOf = async (store: Store, filter: PortFilter = {}) =>
  (await store.list({ filter, after: "", limit: 20_000 })).map((port) => port.unloc);

async function scan(store: Store, order: ScanOrder): Promise<string[]> {
  const codes: string[] = [];
  for await (const ports of store.scan(order)) codes.push(...ports.map((port) => port.unloc));
  return codes;
}

function findingSuite(create: Create): void {
  it("gives back what was put, field by field", async () => {
    await using owned = await create();
    const port = toPort("CNDAL", {
      ...{ name: "Málaga 𝒳 \"'", alias: ["x"], regions: ["r"], coordinates: [-0.5, 90], province: "P" },
      ...{ timezone: "Asia/Dubai", unlocs: ["CNDLC", "CNDAL"], code: "57051" },
    });
    await owned.store.put(port);
    assert.deepEqual(await owned.store.find("CNDAL"), port);
    assert.equal(await owned.store.find("CNDA"), undefined);
  });

  it("says whether a port is new, other or the same", async () => {
    await using owned = await create();
    assert.equal(await owned.store.put(toPort("AAAAA")), "created");
    assert.equal(await owned.store.put(toPort("AAAAA")), "unchanged");
    assert.equal(await owned.store.put(toPort("AAAAA", { code: "1" })), "updated");
    assert.equal((await owned.store.find("AAAAA"))?.code, "1");
  });

  it("finds a port by any of its codes, but by an own code first", async () => {
    await using owned = await create();
    await owned.store.put(toPort("CCCCC", { unlocs: ["CCCCC", "AAAAA", "XXXXX"] }));
    await owned.store.put(toPort("BBBBB", { unlocs: ["XXXXX", "BBBBB"] }));
    assert.equal((await owned.store.find("AAAAA"))?.unloc, "CCCCC");
    assert.equal((await owned.store.find("XXXXX"))?.unloc, "BBBBB");
    await owned.store.put(toPort("AAAAA"));
    assert.equal((await owned.store.find("AAAAA"))?.unloc, "AAAAA");
  });

  it("forgets a code that a port no longer lists", async () => {
    await using owned = await create();
    await owned.store.put(toPort("CCCCC", { unlocs: ["CCCCC", "XXXXX"] }));
    await owned.store.put(toPort("CCCCC", { unlocs: ["CCCCC", "YYYYY"] }));
    assert.equal(await owned.store.find("XXXXX"), undefined);
    assert.equal((await owned.store.find("YYYYY"))?.unloc, "CCCCC");
  });
}

function listingSuite(create: Create): void {
  it("lists by code, behind a code, up to a limit", async () => {
    await using owned = await create();
    for (const unloc of ["BBBBB", "AAAAB", "ZZ999", "AAAA9", "AAAAA"]) await owned.store.put(toPort(unloc));
    assert.deepEqual(await codesOf(owned.store), ["AAAA9", "AAAAA", "AAAAB", "BBBBB", "ZZ999"]);
    const page = await owned.store.list({ filter: {}, after: "AAAAA", limit: 2 });
    assert.deepEqual(
      page.map((port) => port.unloc),
      ["AAAAB", "BBBBB"],
    );
  });

  it("filters as the domain does, whatever the filter", async () => {
    await using owned = await create();
    const random = createRandom(5);
    const ports = createPorts(random);
    const staging = await owned.store.stage();
    staging.put(ports);
    await staging.publish();
    for (let round = 0; round < 300; round++) {
      const filter = createFilter(random);
      const expected = ports.filter((port) => matches(port, filter)).map((port) => port.unloc);
      assert.deepEqual(
        await codesOf(owned.store, filter),
        expected,
        `seed 5, round ${round}: ${JSON.stringify(filter)}`,
      );
    }
  });

  it("takes signs of a query language in a filter for what they are", async () => {
    await using owned = await create();
    await owned.store.put(toPort("AAAAA", { name: "100% _'" }));
    await owned.store.put(toPort("AAAAB", { name: "100 percent" }));
    assert.deepEqual(await codesOf(owned.store, { name: "0% _'" }), ["AAAAA"]);
    assert.deepEqual(await codesOf(owned.store, { name: "%" }), ["AAAAA"]);
    assert.deepEqual(await codesOf(owned.store, { city: "' OR 1=1 --" }), []);
  });
}

function scanSuite(create: Create): void {
  it("scans by code and by place, every port once", async () => {
    await using owned = await create();
    const random = createRandom(6);
    const round = (value: number) => Math.round(value);
    const ports = Array.from({ length: 5000 }, (_, index) => {
      const place = { coordinates: [round(random() * 20 - 10), round(random() * 20 - 10)] as const };
      return toPort(toUnloc(index * 31), random() < 0.8 ? place : {});
    });
    const staging = await owned.store.stage();
    staging.put(ports);
    await staging.publish();
    assert.deepEqual(
      await scan(owned.store, "unloc"),
      ports.map((port) => port.unloc),
    );
    const placed = ports.filter((port) => port.coordinates);
    const [longitude, latitude] = [(port: Port) => port.coordinates![0], (port: Port) => port.coordinates![1]];
    placed.sort((a, b) => latitude(a) - latitude(b) || longitude(a) - longitude(b) || (a.unloc < b.unloc ? -1 : 1));
    assert.deepEqual(
      await scan(owned.store, "coordinates"),
      placed.map((port) => port.unloc),
    );
  });

  it("scans nothing in an empty store", async () => {
    await using owned = await create();
    assert.deepEqual([await scan(owned.store, "unloc"), await scan(owned.store, "coordinates")], [[], []]);
  });
}

function stagingSuite(create: Create): void {
  it("shows nothing of a staging before it is published", async () => {
    await using owned = await create();
    await owned.store.put(toPort("AAAAA"));
    const staging = await owned.store.stage();
    const counts = staging.put([
      toPort("AAAAA", { code: "1" }),
      toPort("AAAAB"),
      toPort("AAAAB"),
      toPort("AAAAB", { code: "2" }),
    ]);
    assert.deepEqual(counts, { created: 1, updated: 2, unchanged: 1 });
    assert.deepEqual(await codesOf(owned.store), ["AAAAA"]);
    await staging.publish();
    assert.deepEqual(await codesOf(owned.store), ["AAAAA", "AAAAB"]);
    assert.deepEqual([(await owned.store.find("AAAAA"))?.code, (await owned.store.find("AAAAB"))?.code], ["1", "2"]);
  });

  it("keeps nothing of a staging that is dropped, and allows the next one", async () => {
    await using owned = await create();
    await owned.store.put(toPort("AAAAA"));
    const dropped = await owned.store.stage();
    dropped.put([toPort("AAAAB")]);
    await dropped.drop();
    const next = await owned.store.stage();
    next.put([toPort("AAAAC")]);
    await next.publish();
    await next.drop();
    assert.deepEqual(await codesOf(owned.store), ["AAAAA", "AAAAC"]);
  });

  it("lets a port that is put meanwhile win over the staging, whichever comes first", async () => {
    await using owned = await create();
    await owned.store.put(toPort("AAAAA"));
    const staging = await owned.store.stage();
    staging.put([toPort("AAAAA", { code: "file" })]);
    await owned.store.put(toPort("AAAAA", { code: "put" }));
    await owned.store.put(toPort("AAAAB", { code: "put", unlocs: ["AAAAB", "XXXXX"] }));
    assert.equal((await owned.store.find("AAAAA"))?.code, "put");
    staging.put([toPort("AAAAB", { code: "file" }), toPort("AAAAC")]);
    await staging.publish();
    const found = await Promise.all(["AAAAA", "AAAAB", "AAAAC", "XXXXX"].map((unloc) => owned.store.find(unloc)));
    assert.deepEqual(
      found.map((port) => port?.code),
      ["put", "put", undefined, "put"],
    );
  });

  it("takes puts again after a staging", async () => {
    await using owned = await create();
    const staging = await owned.store.stage();
    staging.put([toPort("AAAAA")]);
    await staging.publish();
    assert.equal(await owned.store.put(toPort("AAAAA", { code: "1" })), "updated");
    assert.equal((await owned.store.find("AAAAA"))?.code, "1");
  });

  it("remembers the file that was published last", async () => {
    await using owned = await create();
    const mark = { path: "/ports.json", size: 2 ** 40, mtimeMs: 1.5, digest: "ab" };
    assert.equal(await owned.store.readMark(), undefined);
    const first = await owned.store.stage();
    await first.publish(mark);
    assert.deepEqual(await owned.store.readMark(), mark);
    const second = await owned.store.stage();
    await second.publish();
    assert.deepEqual(await owned.store.readMark(), mark);
    await owned.store.writeMark({ ...mark, mtimeMs: 2 });
    assert.deepEqual(await owned.store.readMark(), { ...mark, mtimeMs: 2 });
  });
}

const names = ["Málaga", "MALAGA Norte", "Gdańsk", "gdansk", "São Luís", "x", "Tromsø"];
const countries = ["Españä", "ESPANA", "Poland"];

function createPorts(random: () => number): Port[] {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: 12_000 }, (_, index) => {
    const place = random() < 0.1 ? pick([179.99, -179.99, 180, -180]) : random() * 360 - 180;
    const latitude = random() < 0.1 ? pick([90, -90, 89.9]) : random() * 180 - 90;
    return toPort(toUnloc(index * 80), {
      ...{ name: pick(names), city: pick(names), country: pick(countries) },
      ...(random() < 0.9 && { coordinates: [place, latitude] as const }),
      ...(random() < 0.9 && { timezone: pick(["Asia/Dubai", "UTC"]) }),
    });
  });
}

function createFilter(random: () => number): PortFilter {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const center = {
    latitude: pick([0, 90, -90, random() * 180 - 90]),
    longitude: pick([180, -180, 179.9, random() * 360 - 180]),
  };
  return {
    ...(random() < 0.2 && { country: pick([...countries, "espana", "ab", "ZZ"]) }),
    ...(random() < 0.2 && { city: pick(names) }),
    ...(random() < 0.3 && { name: pick([...names, "alag", "ø", "o"]) }),
    ...(random() < 0.2 && { timezone: pick(["Asia/Dubai", "asia/dubai"]) }),
    ...(random() < 0.6 && { near: { center, radiusKm: pick([1, 50, 500, 2000, 9000, 20_040]) } }),
  };
}
