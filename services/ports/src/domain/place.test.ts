import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { boxesAround, distanceKm, type Place } from "./place.ts";

describe("distanceKm", () => {
  it("is what the globe says", () => {
    const [rotterdam, shanghai] = [
      { latitude: 51.95, longitude: 4.14 },
      { latitude: 31.23, longitude: 121.47 },
    ];
    assert.ok(Math.abs(distanceKm(rotterdam, shanghai) - 8970) < 30);
    const antipodes = distanceKm({ latitude: 10, longitude: 20 }, { latitude: -10, longitude: -160 });
    assert.ok(Math.abs(antipodes - 20015.1) < 1);
  });

  it("is short across the date line and between meridians at a pole", () => {
    assert.ok(distanceKm({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }) < 23);
    assert.ok(distanceKm({ latitude: 90, longitude: 0 }, { latitude: 90, longitude: 120 }) < 1e-6);
  });
});

describe("boxesAround", () => {
  const isInside = (place: Place, center: Place, radiusKm: number) =>
    boxesAround(center, radiusKm).some(
      ({ south, north, west, east }) =>
        place.latitude >= south && place.latitude <= north && place.longitude >= west && place.longitude <= east,
    );

  it("never loses a place of the circle", () => {
    const random = createRandom(7);
    for (let round = 0; round < 20_000; round++) {
      const center = { latitude: random() * 180 - 90, longitude: random() * 360 - 180 };
      const radiusKm = 10 ** (random() * 4.3);
      const near = (value: number, bound: number) => Math.max(-bound, Math.min(bound, value + (random() - 0.5) * 20));
      const isFar = random() < 0.3;
      const latitude = isFar ? random() * 180 - 90 : near(center.latitude, 90);
      const longitude = isFar ? random() * 360 - 180 : near(center.longitude, 180);
      const place = { latitude, longitude };
      const isMissed = distanceKm(center, place) <= radiusKm && !isInside(place, center, radiusKm);
      assert.ok(!isMissed, `round ${round}: ${JSON.stringify({ center, radiusKm, place })}`);
    }
  });

  it("is small where it can be", () => {
    assert.deepEqual(boxesAround({ latitude: 0, longitude: 0 }, 50).length, 1);
    assert.ok(!isInside({ latitude: 0, longitude: 1 }, { latitude: 0, longitude: 0 }, 50));
    assert.ok(!isInside({ latitude: 1, longitude: 0 }, { latitude: 0, longitude: 0 }, 50));
  });

  it("is two boxes across the date line and all around at a pole", () => {
    const [west, east] = boxesAround({ latitude: 0, longitude: -179.9 }, 50);
    assert.equal(west?.west, -180);
    assert.equal(east?.east, 180);
    const [pole] = boxesAround({ latitude: 89.9, longitude: 10 }, 50);
    assert.deepEqual([pole?.west, pole?.east, pole?.north], [-180, 180, 90]);
  });
});
