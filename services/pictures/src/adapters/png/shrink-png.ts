import { PNG } from "pngjs";
import type { Image } from "../../domain/picture.ts";
import { digest } from "./digest.ts";
import { shrinkPixels } from "./shrink-pixels.ts";

/** Colour types of PNG (third edition, §11.2.1). */
const colorTypes = { rgb: 2, rgba: 6 } as const;

/** The PNG with `width` columns, fewer than it has. Throws an Error when its pixels cannot be read. */
export function shrinkPng(png: Uint8Array, width: number): Image {
  const small = shrinkPixels(PNG.sync.read(Buffer.from(png.buffer, png.byteOffset, png.length)), width);
  const colorType = isOpaque(small.data) ? colorTypes.rgb : colorTypes.rgba;
  const image = Object.assign(new PNG(small), { data: Buffer.from(small.data.buffer) });
  // Memory of their own: a small Buffer is a view into a pool, all of which would be kept with it.
  const bytes = Uint8Array.from(PNG.sync.write(image, { colorType, inputHasAlpha: true, deflateLevel: 9 }));
  return { png: bytes, width, height: small.height, digest: digest(bytes) };
}

function isOpaque(data: Uint8Array): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
