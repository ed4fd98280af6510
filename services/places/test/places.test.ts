import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Client, ConnectError, createClient } from "@connectrpc/connect";
import { NearSpellingsSchema, PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { assertFault, matrix } from "@flotilla/testkit";
import { createTestPlaces } from "./create-test-places.ts";

type Places = Client<typeof PlacesService>;

const invalid = { code: "invalid_argument", reason: "VALIDATION_FAILED" } as const;
const notFound = { code: "not_found", reason: "PLACE_NOT_FOUND" } as const;

describe("PlacesService", () => {
  matrix(createTestPlaces, (name, transport) => {
    const places = createClient(PlacesService, transport);
    findTests(places);
    listTests(places);
    nearTests(places);
    hostileTests(places);
    // REST has no place for details, and the test kit's own way through memory leaves them out.
    if (name !== "rest" && name !== "memory") detailTests(places);
  });
});

function findTests(places: Places): void {
  it("finds the most populous place of a name, own or other, and gets the same by its id", async () => {
    const { $typeName, ...covilha } = await places.findPlace({ name: "COVILHA" });
    assert.deepEqual(covilha, {
      id: 2740313,
      name: "Covilhã",
      alternativeNames: ["COV", "Covilha", "Kovil'jan", "Ковильян"],
      country: "PT",
      latitude: 40.28106,
      longitude: -7.50504,
      population: 17610,
      timezone: "Europe/Lisbon",
    });
    assert.deepEqual(await places.getPlace({ id: 2740313 }), { $typeName, ...covilha });
    const found = ["München", "Muenchen", "munchen", "Мюнхен", "慕尼黑", "New York", "Lisboa", "Saint  denis"].map(
      (name) => places.findPlace({ name }),
    );
    const names = (await Promise.all(found)).map((place) => place.name);
    assert.deepEqual(names, [
      "Munich",
      "Munich",
      "Munich",
      "Munich",
      "Munich",
      "New York City",
      "Lisbon",
      "Saint-Denis",
    ]);
  });

  it("keeps to a country, in any case", async () => {
    assert.equal((await places.findPlace({ name: "London", country: "ca" })).timezone, "America/Toronto");
    await assertFault(places.findPlace({ name: "Covilhã", country: "DE" }), {
      ...notFound,
      message: /No place in DE is called Covilhã\./,
    });
  });

  it("lists near spellings of a name that no place has", async () => {
    const message = /^No place is called Covilxa\. Near spellings: Covilhã, /;
    await assertFault(places.findPlace({ name: "Covilxa" }), { ...notFound, message });
    await assertFault(places.findPlace({ name: "Qqqqqqqqqq" }), {
      ...notFound,
      message: "No place is called Qqqqqqqqqq.",
    });
    await assertFault(places.getPlace({ id: 7 }), notFound);
  });
}

function detailTests(places: Places): void {
  it("has near spellings among the details", async () => {
    const error = await places.findPlace({ name: "Munchne", country: "DE" }).catch(ConnectError.from);
    assert.ok(error instanceof ConnectError);
    assert.equal(error.findDetails(NearSpellingsSchema)[0]?.names[0], "Munchen");
  });
}

function listTests(places: Places): void {
  it("lists the places of a name page by page", async () => {
    const whole = await places.listPlaces({ name: "Springfield", pageSize: 1000 });
    const first = await places.listPlaces({ name: "Springfield", pageSize: 30 });
    const second = await places.listPlaces({ name: "Springfield", pageSize: 1000, pageToken: first.nextPageToken });
    assert.deepEqual([...first.places, ...second.places], whole.places);
    assert.deepEqual([whole.places[0]?.population, second.nextPageToken], [166810, ""]);
    const stolen = places.listPlaces({ name: "Salem", pageToken: first.nextPageToken });
    await assertFault(stolen, { code: "invalid_argument", reason: "BAD_PAGE_TOKEN" });
    assert.deepEqual((await places.listPlaces({ name: "Nowhere at all" })).places, []);
  });

  it("suggests places by the beginning of their name", async () => {
    const { places: found } = await places.suggestPlaces({ prefix: "covilh" });
    assert.deepEqual(
      found.map(({ name, alternativeNames }) => [name, alternativeNames]),
      [["Covilhã", []]],
    );
    assert.equal((await places.suggestPlaces({ prefix: "s" })).places.length, 10);
    const swiss = await places.suggestPlaces({ prefix: "z", country: "ch", limit: 2 });
    assert.deepEqual(
      swiss.places.map(({ name }) => name),
      ["Zürich", "Zürich (Kreis 11)"],
    );
  });
}

function nearTests(places: Places): void {
  it("finds the nearest place with its distance", async () => {
    const { places: found } = await places.findNearestPlaces({ latitude: 40.28, longitude: -7.5 });
    assert.deepEqual(
      found.map(({ place }) => place?.name),
      ["Covilhã"],
    );
    assert.ok(Math.abs(found[0]!.distanceKm - 0.4435) < 0.0001);
    const large = await places.findNearestPlaces({
      latitude: 40.28,
      longitude: -7.5,
      limit: 2,
      minPopulation: 500_000,
    });
    assert.deepEqual(
      large.places.map(({ place }) => place?.name),
      ["Lisbon", "Madrid"],
    );
    assert.equal((await places.findNearestPlaces({ latitude: 0, longitude: 0, limit: 100 })).places.length, 100);
  });

  it("takes the pole, the date line and the point without coordinates in the sea", async () => {
    for (const [latitude, longitude] of [
      [90, 0],
      [-90, 180],
      [0, -180],
      [0, 0],
    ]) {
      assert.equal((await places.findNearestPlaces({ latitude: latitude!, longitude: longitude! })).places.length, 1);
    }
  });
}

function hostileTests(places: Places): void {
  it("refuses what it cannot use", async () => {
    await assertFault(places.findPlace({}), invalid);
    await assertFault(places.findPlace({ name: "x".repeat(129) }), invalid);
    for (const country of ["P", "PRT", "1A", "éé"])
      await assertFault(places.findPlace({ name: "Porto", country }), invalid);
    await assertFault(places.listPlaces({ name: "Porto", pageSize: 1001 }), invalid);
    await assertFault(places.suggestPlaces({ prefix: "p", limit: 4294967295 }), invalid);
    await assertFault(places.findNearestPlaces({ latitude: 0, longitude: 0, limit: 101 }), invalid);
    await assertFault(places.findNearestPlaces({ latitude: 0 }), invalid);
    for (const [latitude, longitude] of [
      [90.1, 0],
      [0, 180.1],
      [Number.NaN, 0],
      [0, Number.POSITIVE_INFINITY],
    ]) {
      await assertFault(places.findNearestPlaces({ latitude: latitude!, longitude: longitude! }), {
        code: "invalid_argument",
      });
    }
  });

  it("answers text that is no name like any other", async () => {
    for (const name of ["\u0301".repeat(128), "\u0000", "🏙️", "\u202eoahlivoC", " ", "ﷺ".repeat(128), "'".repeat(128)]) {
      await assertFault(places.findPlace({ name }), notFound);
      assert.deepEqual((await places.suggestPlaces({ prefix: name })).places, [], JSON.stringify(name));
    }
  });
}
