import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newPng, readPixels } from "../../../test/new-png.ts";
import { readPng } from "./read-png.ts";
import { shrinkPng } from "./shrink-png.ts";

const black = [0, 0, 0, 255] as const;
const white = [255, 255, 255, 255] as const;

describe("a PNG that is shrunk", () => {
  // Size, width → size.
  const cases = [
    [784, 1100, 392, 550],
    [784, 1100, 16, 22],
    [300, 10, 16, 1],
    [1000, 1, 16, 1],
    [17, 40, 16, 38],
  ] as const;
  for (const [width, height, to, expected] of cases) {
    it(`from ${width} × ${height} to a width of ${to} is ${expected} high`, () => {
      const small = shrinkPng(
        newPng(width, height, () => white),
        to,
      );
      assert.deepEqual([small.width, small.height], [to, expected]);
      const head = readPng(small.png);
      assert.deepEqual([head.width, head.height], [to, expected]);
    });
  }

  it("keeps a colour that is everywhere, to the bit, in any width", () => {
    const colors = Array.from({ length: 256 }, (_, value) => [value, 255 - value, (value * 7) % 256, 255] as const);
    for (const color of colors) {
      const { png } = shrinkPng(
        newPng(7, 5, () => color),
        3,
      );
      assert.deepEqual(new Set(readPixels(png).map(String)), new Set([String(color)]));
    }
  });

  it("mixes light, not numbers: black and white make 188, not 128", () => {
    const chess = newPng(4, 4, (x, y) => ((x + y) % 2 === 0 ? black : white));
    assert.deepEqual(readPixels(shrinkPng(chess, 2).png), Array(4).fill([188, 188, 188, 255]));
  });

  it("gives each pixel its share where the widths do not divide", () => {
    const stripe = newPng(3, 1, (x) => (x === 1 ? white : black));
    const pixels = readPixels(shrinkPng(stripe, 2).png);
    // A third of the light each: 0.3333 is 156 in sRGB.
    assert.deepEqual(pixels, Array(2).fill([156, 156, 156, 255]));
  });

  it("lets what cannot be seen add nothing but transparency", () => {
    const half = newPng(2, 1, (x) => (x === 0 ? [200, 30, 60, 255] : [0, 255, 0, 0]));
    assert.deepEqual(readPixels(shrinkPng(half, 1).png), [[200, 30, 60, 128]]);
    const nothing = newPng(4, 4, () => [9, 9, 9, 0]);
    assert.ok(readPixels(shrinkPng(nothing, 2).png).every(([, , , opacity]) => opacity === 0));
  });

  it("holds no memory but its bytes", () => {
    const { png } = shrinkPng(
      newPng(40, 40, () => white),
      20,
    );
    assert.equal(png.buffer.byteLength, png.length);
  });

  it("has the same bytes, and so the same digest, every time", () => {
    const png = newPng(40, 40, (x, y) => [x * 6, y * 6, 90, 255]);
    assert.deepEqual(shrinkPng(png, 20), shrinkPng(png, 20));
    assert.notEqual(shrinkPng(png, 20).digest, shrinkPng(png, 19).digest);
  });
});
