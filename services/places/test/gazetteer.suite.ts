import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { City } from "../src/adapters/index-builder/read-cities.ts";
import { foldName } from "../src/domain/fold-name.ts";
import type { Gazetteer, NameQuery } from "../src/domain/gazetteer.ts";
import { awkwardCities, toCity } from "./cities.ts";

type Create = (cities: readonly City[]) => Gazetteer;

/** What every gazetteer does. */
export function gazetteerSuite(create: Create): void {
  describe("as a gazetteer", () => {
    const gazetteer = create(awkwardCities);
    identityTests(gazetteer);
    nameTests(gazetteer);
    prefixTests(gazetteer, create);
    nearTests(gazetteer);
    spellingTests(gazetteer, create);
  });
}

const idsOf = (places: readonly { readonly id: number }[]) => places.map(({ id }) => id);
const named = (name: string, query: Partial<NameQuery> = {}) => ({ keys: foldName(name), limit: 10, ...query });

function identityTests(gazetteer: Gazetteer): void {
  it("gets a place by its id, and its other names", () => {
    const { otherNames, ...place } = awkwardCities[0]!;
    assert.deepEqual(gazetteer.get(1), place);
    assert.deepEqual(gazetteer.otherNames(1), otherNames);
    assert.deepEqual(gazetteer.otherNames(3), []);
  });

  it("knows no other ids", () => {
    for (const id of [0, 13, 4294967295])
      assert.deepEqual([gazetteer.get(id), gazetteer.otherNames(id)], [undefined, []]);
  });
}

function nameTests(gazetteer: Gazetteer): void {
  it("lists places by own and other names, the most populous first, then by id", () => {
    assert.deepEqual(idsOf(gazetteer.listNamed(named("victoria"))), [4, 3, 5]);
    assert.deepEqual(idsOf(gazetteer.listNamed(named("nullarbor"))), [11, 12]);
    assert.deepEqual(idsOf(gazetteer.listNamed(named("Muenchen"))), [2]);
    assert.deepEqual(idsOf(gazetteer.listNamed(named("ковильян"))), [1]);
    assert.deepEqual(idsOf(gazetteer.listNamed(named("慕尼黑"))), [2]);
  });

  it("lists no part of a name, and nothing for no key", () => {
    for (const name of ["victori", "victoria a", "慕尼", "zzz", "\u{10ffff}", ""]) {
      assert.deepEqual(gazetteer.listNamed(named(name)), [], name);
    }
  });

  it("keeps to the country, the limit and what is behind a place", () => {
    assert.deepEqual(idsOf(gazetteer.listNamed(named("victoria", { country: "SC" }))), [5]);
    assert.deepEqual(idsOf(gazetteer.listNamed(named("victoria", { limit: 2 }))), [4, 3]);
    assert.deepEqual(idsOf(gazetteer.listNamed({ ...named("victoria"), after: 4 })), [3, 5]);
    assert.deepEqual(idsOf(gazetteer.listNamed({ ...named("victoria"), after: 5 })), []);
    assert.deepEqual(idsOf(gazetteer.listNamed({ ...named("victoria"), after: 77 })), []);
  });
}

function prefixTests(gazetteer: Gazetteer, create: Create): void {
  it("lists places whose own name begins so before those with another name", () => {
    assert.deepEqual(idsOf(gazetteer.listPrefixed(named("victor"))), [3, 5, 6, 4]);
    assert.deepEqual(idsOf(gazetteer.listPrefixed(named("victor", { limit: 3 }))), [3, 5, 6]);
    assert.deepEqual(idsOf(gazetteer.listPrefixed(named("v", { country: "HK" }))), [4]);
    assert.deepEqual(idsOf(gazetteer.listPrefixed(named("慕"))), [2]);
    for (const prefix of ["", "victoriaa", "\u{10ffff}"])
      assert.deepEqual(gazetteer.listPrefixed(named(prefix)), [], prefix);
  });

  it("finds the few that are in a country among thousands", () => {
    const cities = Array.from({ length: 3000 }, (_, id) => toCity(id + 1, { name: `Sa${id}`, population: 3000 - id }));
    const many = create([...cities, toCity(9999, { name: "Saz", country: "LI", population: 0 })]);
    assert.deepEqual(idsOf(many.listPrefixed(named("s", { country: "LI" }))), [9999]);
    assert.deepEqual(idsOf(many.listPrefixed(named("s", { limit: 3 }))), [1, 2, 3]);
  });
}

function nearTests(gazetteer: Gazetteer): void {
  const near = (latitude: number, longitude: number, limit = 1, minPopulation = 0) =>
    gazetteer.listNear({ point: { latitude, longitude }, limit, minPopulation });
  const nearIds = (...query: Parameters<typeof near>) => near(...query).map(({ place }) => place.id);

  it("finds the nearest, with its distance along the sphere", () => {
    const [nearest] = near(40.28, -7.5);
    assert.equal(nearest?.place.id, 1);
    assert.ok(Math.abs(nearest.distanceKm - 0.4435) < 0.0001, String(nearest.distanceKm));
    assert.equal(near(40.28106, -7.50504)[0]?.distanceKm, 0);
  });

  it("finds the nearest over the date line and at the poles", () => {
    assert.deepEqual(nearIds(-17, -179.9), [7]);
    assert.deepEqual(nearIds(-18, 179.9, 2), [7, 8]);
    assert.deepEqual([nearIds(90, 0), nearIds(90, 180), nearIds(90, -123)], [[9], [9], [9]]);
    assert.deepEqual([nearIds(-90, 0), nearIds(-90, -180)], [[10], [10]]);
    assert.deepEqual(
      [near(0.1, 180, 2), near(0.1, -180, 2)].map((found) => found.length),
      [2, 2],
    );
    assert.deepEqual(nearIds(0.1, 180, 2).sort(), [11, 12]);
  });

  it("leaves out places with fewer people, and gives no more than there are", () => {
    assert.deepEqual(nearIds(-4.6, 55.5, 1, 22881), [5]);
    assert.deepEqual(nearIds(-4.6, 55.5, 1, 22882), [4]);
    assert.deepEqual(nearIds(-4.6, 55.5, 1, 4294967295), []);
    assert.equal(near(0, 0, 100).length, awkwardCities.length);
    const distances = near(0, 0, 100).map(({ distanceKm }) => distanceKm);
    assert.deepEqual(
      distances,
      [...distances].sort((a, b) => a - b),
    );
  });
}

function spellingTests(gazetteer: Gazetteer, create: Create): void {
  it("lists near spellings as the data writes them, the nearest first", () => {
    assert.deepEqual(gazetteer.listSpelledLike(named("Covilah")), ["Covilhã"]);
    assert.deepEqual(gazetteer.listSpelledLike(named("Vctoria")), ["Victoria"]);
    assert.deepEqual(gazetteer.listSpelledLike(named("Munchin")), ["München"]);
    assert.deepEqual(gazetteer.listSpelledLike(named("慕尼白")), ["慕尼黑"]);
    assert.deepEqual(gazetteer.listSpelledLike(named("Kovilh", { country: "DE" })), []);
    for (const name of ["", "x", "Covilhaxyz", "x".repeat(128)])
      assert.deepEqual(gazetteer.listSpelledLike(named(name)), [], name);
  });

  it("orders spellings by edits, then by people, up to the limit", () => {
    const names = ["Porta", "Ports", "Parta", "Torto", "Tarta"];
    const ports = create(names.map((name, index) => toCity(index + 1, { name, population: index })));
    assert.deepEqual(ports.listSpelledLike(named("Porto")), ["Torto", "Ports", "Porta", "Parta"]);
    assert.deepEqual(ports.listSpelledLike(named("Porto", { limit: 2 })), ["Torto", "Ports"]);
  });
}
