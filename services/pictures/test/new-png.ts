import { PNG } from "pngjs";
import { digest } from "../src/adapters/png/digest.ts";
import type { Picture } from "../src/domain/picture.ts";

type Rgba = readonly [number, number, number, number];

/** A PNG whose pixels are what `paint` says. */
export function newPng(width: number, height: number, paint: (x: number, y: number) => Rgba): Uint8Array {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) png.data.set(paint(x, y), (y * width + x) * 4);
  }
  return PNG.sync.write(png);
}

/** The colour of each pixel of a PNG, row by row. */
export function readPixels(png: Uint8Array): Rgba[] {
  const { data } = PNG.sync.read(Buffer.from(png));
  return Array.from({ length: data.length / 4 }, (_, at) => [...data.subarray(at * 4, at * 4 + 4)] as unknown as Rgba);
}

/** A picture of one colour. */
export function newPicture(name: string, width = 64, height = 32): Picture {
  const png = newPng(width, height, () => [120, 60, 180, 255]);
  return { name, description: `A picture named ${name}.`, width, height, png, digest: digest(png) };
}
