import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryGazetteer } from "../adapters/memory-gazetteer.ts";
import { findPlace, listPlaces } from "./list-places.ts";

const place = (id: number, population: number, country = "US") => {
  const position = { latitude: 0, longitude: 0, timezone: "UTC", otherNames: [] };
  return { id, name: "Springfield", country, population, ...position };
};
const gazetteer = new MemoryGazetteer([
  ...Array.from({ length: 25 }, (_, id) => place(id + 1, id % 5)),
  place(99, 7, "CA"),
]);
const filter = { name: "springfield", country: "" };

describe("listPlaces", () => {
  it("goes through all pages in order, without a gap or a repetition", () => {
    const seen: number[] = [];
    let token = "";
    do {
      const page = listPlaces(gazetteer, filter, { size: 4, token });
      seen.push(...page.places.map(({ id }) => id));
      token = page.nextPageToken;
    } while (token !== "");
    const whole = gazetteer.listNamed({ keys: ["springfield"], limit: 100 });
    assert.deepEqual(
      seen,
      whole.map(({ id }) => id),
    );
    assert.equal(new Set(seen).size, 26);
  });

  it("has no next page when the last one is exactly full", () => {
    assert.equal(listPlaces(gazetteer, filter, { size: 26, token: "" }).nextPageToken, "");
    assert.notEqual(listPlaces(gazetteer, filter, { size: 25, token: "" }).nextPageToken, "");
  });

  it("refuses tokens of other lists, and what is no token", () => {
    const { nextPageToken } = listPlaces(gazetteer, filter, { size: 1, token: "" });
    const unknownId = nextPageToken.replace(/^[^-]+/, "zzz");
    for (const token of ["x", "-", "é", "1-", nextPageToken.slice(1), `${nextPageToken}0`, unknownId]) {
      assert.throws(() => listPlaces(gazetteer, filter, { size: 1, token }), { reason: "BAD_PAGE_TOKEN" }, token);
    }
    const elsewhere = { name: "springfield", country: "CA" };
    assert.throws(() => listPlaces(gazetteer, elsewhere, { size: 1, token: nextPageToken }), {
      reason: "BAD_PAGE_TOKEN",
    });
  });
});

describe("findPlace", () => {
  it("takes the most populous, of the country if one is given in any case", () => {
    assert.equal(findPlace(gazetteer, filter)?.id, 99);
    assert.equal(findPlace(gazetteer, { name: "SPRINGFIELD", country: "us" })?.id, 5);
    assert.equal(findPlace(gazetteer, { name: "springfield", country: "FR" }), undefined);
    assert.equal(findPlace(gazetteer, { name: "-", country: "" }), undefined);
  });
});
