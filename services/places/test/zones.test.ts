import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCities } from "../src/adapters/index-builder/read-cities.ts";
import { patchZones, readZonePatches } from "../src/adapters/index-builder/zone-patches.ts";
import { findDisagreements } from "./zone-oracle.ts";

const patches = readZonePatches();
const cities = patchZones(readCities(), patches);
const disagreements = findDisagreements(cities);
const otherTime = disagreements.filter(({ isSameClock }) => !isSameClock).map(({ city }) => city.id);

describe("the zones of all places", () => {
  it("show the time that the borders of the zones say, but where a reason is given", () => {
    const explained = new Set(Object.values(patches.kept).flat());
    assert.equal(cities.length, 135_233);
    assert.deepEqual(
      otherTime.filter((id) => !explained.has(id)),
      [],
    );
  });

  it("have no reason given that is needed no longer", () => {
    const open = new Set(otherTime);
    assert.deepEqual(
      Object.values(patches.kept)
        .flat()
        .filter((id) => !open.has(id)),
      [],
    );
  });

  it("have another name than the borders' in few places, and these show the same time", () => {
    const share = (disagreements.length - otherTime.length) / cities.length;
    assert.ok(share < 0.005, `${(share * 100).toFixed(2)} %`);
  });

  it("are known to the runtime, under the names of today", () => {
    for (const timeZone of new Set(cities.map(({ timezone }) => timezone))) new Intl.DateTimeFormat("en", { timeZone });
    const zoneOf = (id: number) => cities.find((city) => city.id === id)?.timezone;
    assert.deepEqual(
      [zoneOf(703448), zoneOf(4013708), zoneOf(2740313)],
      ["Europe/Kyiv", "America/Ciudad_Juarez", "Europe/Lisbon"],
    );
  });
});
