// Draws data/*.png from art/*.svg: `npm run art -w @flotilla/pictures`. A drawing's <desc> becomes the PNG's
// Description, which the service shows to those who do not see it. The PNGs are committed.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { PNG } from "pngjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
/** Signature and IHDR, which come first. */
const headBytes = 33;

for (const name of globSync("art/*.svg", { cwd: folder }).sort()) {
  const svg = readFileSync(join(folder, name), "utf8");
  const { width, height, pixels } = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  const image = Object.assign(new PNG({ width, height }), { data: pixels });
  const png = PNG.sync.write(image, { colorType: 2, inputHasAlpha: true, deflateLevel: 9 });
  const described = describe(png, /<desc>(.*?)<\/desc>/s.exec(svg)[1]);
  const file = join("data", basename(name).replace(".svg", ".png"));
  writeFileSync(join(folder, file), described);
  process.stdout.write(`${file}: ${width} × ${height}, ${Math.ceil(described.length / 1024)} KiB\n`);
}

/** With a tEXt chunk (PNG, third edition, §11.3.3.2), which holds Latin-1. */
function describe(png, text) {
  const data = Buffer.from(`tEXtDescription\0${text}`, "latin1");
  const chunk = Buffer.alloc(data.length + 8);
  chunk.writeUInt32BE(data.length - 4, 0);
  data.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(data), data.length + 4);
  return Buffer.concat([png.subarray(0, headBytes), chunk, png.subarray(headBytes)]);
}
