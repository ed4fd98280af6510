import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ImageShelf } from "./image-shelf.ts";

const newImage = (bytes: number) => ({ png: new Uint8Array(bytes), width: 1, height: 1, digest: "" });

describe("the image shelf", () => {
  it("lets go of what nobody asked for the longest when it is full", () => {
    const shelf = new ImageShelf(30);
    for (const key of ["a", "b", "c"]) shelf.put(key, newImage(10));
    assert.ok(shelf.get("a"));
    shelf.put("d", newImage(10));
    assert.deepEqual(
      ["a", "b", "c", "d"].map((key) => shelf.get(key) !== undefined),
      [true, false, true, true],
    );
  });

  it("counts an image that is put again once", () => {
    const shelf = new ImageShelf(30);
    shelf.put("a", newImage(10));
    for (let time = 0; time < 5; time++) shelf.put("b", newImage(20));
    assert.ok(shelf.get("a") && shelf.get("b"));
  });

  it("keeps nothing that is larger than itself", () => {
    const shelf = new ImageShelf(30);
    shelf.put("a", newImage(31));
    assert.equal(shelf.get("a"), undefined);
    shelf.put("b", newImage(30));
    assert.ok(shelf.get("b"));
  });
});
