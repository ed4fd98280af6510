import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newPicture } from "../../test/new-png.ts";
import { Gallery } from "./gallery.ts";
import { isPictureName } from "./picture.ts";

const pictures = ["tower", "fleet", "map"].map((name) => newPicture(name));
const namesOf = (gallery: Gallery) => gallery.list().map(({ name }) => name);

describe("the gallery", () => {
  it("lists pictures by name", () => {
    const gallery = new Gallery(() => 0);
    assert.deepEqual(namesOf(gallery), []);
    gallery.fill(pictures);
    assert.deepEqual(namesOf(gallery), ["fleet", "map", "tower"]);
  });

  it("finds a picture by name, and says so when there is none", () => {
    const gallery = new Gallery(() => 0);
    gallery.fill(pictures);
    assert.equal(gallery.find("tower"), pictures[0]);
    assert.throws(() => gallery.find("Tower"), { code: "not_found", reason: "PICTURE_NOT_FOUND" });
    assert.throws(() => gallery.find("__proto__"), { reason: "PICTURE_NOT_FOUND" });
  });

  it("picks the one that is drawn", () => {
    const draws = [2, 0, 1];
    const asked: number[] = [];
    const gallery = new Gallery((count) => {
      asked.push(count);
      return draws.shift()!;
    });
    gallery.fill(pictures);
    assert.deepEqual([gallery.pick().name, gallery.pick().name, gallery.pick().name], ["tower", "fleet", "map"]);
    assert.deepEqual(asked, [3, 3, 3]);
  });
});

describe("a picture's name", () => {
  for (const name of ["ottoline", "fleet-at-sea", "2-boats", "a".repeat(64)]) {
    it(`may be ${name}`, () => assert.equal(isPictureName(name), true));
  }
  for (const name of ["", "random", "Fleet", "a b", "a--b", "-a", "a-", "../a", "a.b", "é", "a".repeat(65)]) {
    it(`is not ${JSON.stringify(name)}`, () => assert.equal(isPictureName(name), false));
  }
});
