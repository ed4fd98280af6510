import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualTimer } from "../../test/manual-timer.ts";
import { Memory } from "./memory.ts";
import type { FoundPlace } from "./place.ts";
import { rememberPlaces } from "./remember-places.ts";

/** Remembered places, and the questions that came through. */
function createPlaces() {
  const asked: string[] = [];
  const answer = (question: string): Promise<FoundPlace> => {
    asked.push(question);
    const place = { id: 1, name: question, country: "PT", timezone: "Europe/Lisbon", latitude: 0, longitude: 0 };
    return Promise.resolve({ place, distanceKm: undefined });
  };
  const finder = {
    findByName: (name: string, country: string) => answer(`${name}/${country}`),
    findNearest: ({ latitude, longitude }: { latitude: number; longitude: number }) =>
      answer(`${latitude},${longitude}`),
  };
  const memory = new Memory<FoundPlace>({ timer: new ManualTimer(), freshMs: 1000, maxEntries: 100 });
  return { places: rememberPlaces(finder, memory), asked };
}

describe("rememberPlaces", () => {
  it("asks once for names that differ in case, accents or blanks only", async () => {
    const { places, asked } = createPlaces();
    for (const name of ["São Tomé", "sao tome", "  SÃO   TOMÉ ", "Sa\u0303o Tome\u0301"])
      await places.findByName(name, "");
    assert.deepEqual(asked, ["São Tomé/"]);
  });

  it("asks for each of the names that umlauts, vowel signs and voicing marks tell apart", async () => {
    const { places, asked } = createPlaces();
    const names = ["Bürs", "Burs", "パリ", "バリ", "लिमा", "लोमे"];
    for (const name of names) await places.findByName(name, "");
    assert.deepEqual(
      asked,
      names.map((name) => `${name}/`),
    );
  });

  it("asks for each country apart, in any case", async () => {
    const { places, asked } = createPlaces();
    for (const country of ["", "US", "us", "GB"]) await places.findByName("Cambridge", country);
    assert.deepEqual(asked, ["Cambridge/", "Cambridge/US", "Cambridge/GB"]);
  });

  it("takes points to four decimals, for the question as well", async () => {
    const { places, asked } = createPlaces();
    await places.findNearest({ latitude: 40.28001, longitude: -7.50004 });
    await places.findNearest({ latitude: 40.27996, longitude: -7.49998 });
    await places.findNearest({ latitude: 40.2801, longitude: -7.5 });
    await places.findNearest({ latitude: -0.00001, longitude: 0 });
    await places.findNearest({ latitude: 0, longitude: -0 });
    assert.deepEqual(asked, ["40.28,-7.5", "40.2801,-7.5", "0,0"]);
  });

  it("does not take a name for a point", async () => {
    const { places, asked } = createPlaces();
    await places.findNearest({ latitude: 1, longitude: 2 });
    await places.findByName("@1,2", "");
    assert.equal(asked.length, 2);
  });
});
