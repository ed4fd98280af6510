import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { gazetteerSuite } from "../../../test/gazetteer.suite.ts";
import { foldName } from "../../domain/fold-name.ts";
import { buildColumns } from "../index-builder/build-columns.ts";
import { type City, readCities } from "../index-builder/read-cities.ts";
import { MemoryGazetteer } from "../memory-gazetteer.ts";
import { GazetteerIndex } from "./gazetteer-index.ts";

/** An index wants its places in order. */
function createIndex(cities: readonly City[]): GazetteerIndex {
  return new GazetteerIndex(buildColumns([...cities].sort((a, b) => b.population - a.population || a.id - b.id)));
}

gazetteerSuite(createIndex);

describe("GazetteerIndex", () => {
  const dice = toDice(createRandom(20_261_121));
  const cities = readCities().filter(() => dice.below(40) === 0);
  const [index, memory] = [createIndex(cities), new MemoryGazetteer(cities)];
  const pickName = () => {
    const { name, otherNames } = dice.pick(cities);
    return dice.pick([name, ...otherNames]);
  };
  const pickCountry = () => (dice.below(3) === 0 ? dice.pick(cities).country : undefined);

  it("finds the same names as a look at every place", () => {
    for (let round = 0; round < 400; round++) {
      const query = { keys: foldName(pickName()), country: pickCountry(), limit: 1 + dice.below(5) };
      assert.deepEqual(index.listNamed(query), memory.listNamed(query), JSON.stringify(query));
    }
  });

  it("suggests the same places as a look at every place", () => {
    for (let round = 0; round < 300; round++) {
      const letters = Array.from(pickName());
      const prefix = letters.slice(0, 1 + dice.below(3)).join("");
      const query = { keys: foldName(prefix), country: pickCountry(), limit: 1 + dice.below(20) };
      assert.deepEqual(index.listPrefixed(query), memory.listPrefixed(query), JSON.stringify(query));
    }
  });

  it("finds the same nearest places as a look at every place", () => {
    for (let round = 0; round < 300; round++) {
      const query = { point: pickPoint(dice), limit: 1 + dice.below(30), minPopulation: pickPopulation(dice) };
      const [found, expected] = [index.listNear(query), memory.listNear(query)];
      const kilometres = (places: typeof found) => places.map(({ distanceKm }) => distanceKm.toFixed(6));
      assert.deepEqual(kilometres(found), kilometres(expected), JSON.stringify(query));
    }
  });

  it("lists the same near spellings as a look at every place", () => {
    const few = cities.filter(() => dice.below(6) === 0);
    const [small, every] = [createIndex(few), new MemoryGazetteer(few)];
    for (let round = 0; round < 60; round++) {
      const query = { keys: foldName(misspell(pickName(), dice)), country: pickCountry(), limit: 5 };
      assert.deepEqual(small.listSpelledLike(query), every.listSpelledLike(query), JSON.stringify(query));
    }
  });
});

/** Random choices. */
interface Dice {
  next(): number;
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
}

function toDice(next: () => number): Dice {
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: (items) => items[below(items.length)]! };
}

/** Anywhere, but now and then on a pole, on the date line or on the equator. */
function pickPoint(dice: Dice) {
  const latitude = dice.pick([-90, 90, 0, dice.next() * 180 - 90, dice.next() * 180 - 90]);
  return { latitude, longitude: dice.pick([-180, 180, 0, dice.next() * 360 - 180, dice.next() * 360 - 180]) };
}

function pickPopulation(dice: Dice): number {
  return dice.pick([0, 0, 1, 20_000, 100_000, 3_000_000]);
}

/** One or two letters exchanged, swapped, added or left out. */
function misspell(name: string, dice: Dice): string {
  const letters = Array.from(name);
  for (let edits = 1 + dice.below(2); edits > 0; edits--) {
    const at = dice.below(letters.length);
    const other = dice.pick(letters);
    const [removed, added] = dice.pick([
      [1, [other]],
      [2, letters.slice(at, at + 2).reverse()],
      [0, [other]],
      [1, []],
    ] as const);
    letters.splice(at, removed, ...added);
    if (letters.length === 0) letters.push("x");
  }
  return letters.join("");
}
