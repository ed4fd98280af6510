import assert from "node:assert/strict";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { newPng } from "../../test/new-png.ts";
import { picturesFields } from "../config.ts";
import { Gallery } from "../domain/gallery.ts";
import { PictureFolder } from "./picture-folder.ts";

const settings = readConfig({ ...chassisFields, ...picturesFields }, { LOG_LEVEL: "silent" });
const { log } = createTelemetry(settings, "pictures");
const png = newPng(30, 20, () => [1, 2, 3, 255]);

/** A folder with these files, read with the need for a picture `a`. */
async function read(files: Readonly<Record<string, Uint8Array | string>>) {
  using folder = mkdtempDisposableSync(join(tmpdir(), "flotilla-pictures-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder.path, name), content);
  const gallery = new Gallery(() => 0);
  await new PictureFolder({ path: folder.path, needed: "a", gallery, log }).start();
  return gallery;
}

describe("the folder of pictures", () => {
  it("fills the gallery with its PNGs and leaves other files alone", async () => {
    const gallery = await read({ "a.png": png, "b-2.png": png, LICENSE: "free", "c.svg": "<svg/>" });
    assert.deepEqual(
      gallery.list().map(({ name, width, height, description }) => [name, width, height, description]),
      [
        ["a", 30, 20, ""],
        ["b-2", 30, 20, ""],
      ],
    );
    assert.deepEqual(Buffer.from(gallery.find("a").png), Buffer.from(png));
  });

  it("holds six pictures of our own or more, each described and no larger than 300 KB", async () => {
    const gallery = new Gallery(() => 0);
    const { picturesDir: path, homerSimpson: needed } = settings;
    await new PictureFolder({ path, needed, gallery, log }).start();
    const pictures = gallery.list();
    assert.ok(pictures.length >= 6);
    assert.equal(new Set(pictures.map(({ digest }) => digest)).size, pictures.length);
    for (const { name, description, png } of pictures) {
      assert.match(description, /^An? .{20,}\.$/, name);
      assert.ok(png.length <= 300_000, name);
    }
  });

  // Files → exit code, message.
  const cases: readonly (readonly [Readonly<Record<string, Uint8Array | string>>, number, RegExp])[] = [
    [{}, 65, /has no a\.png$/],
    [{ "b.png": png }, 65, /has no a\.png$/],
    [{ "a.png": png, "b.png": "no picture" }, 65, /b\.png is no picture: it does not begin like a PNG$/],
    [{ "a.png": png.subarray(0, -3) }, 65, /a\.png is no picture: it ends too early$/],
    [
      { "a.png": png, "My Cat.png": png },
      65,
      /My Cat\.png has no name for a picture: use a-z, 0-9 and single hyphens$/,
    ],
    [{ "a.png": png, "random.png": png }, 65, /random\.png has no name for a picture/],
    [
      { "a.png": newPng(8192, 2049, () => [0, 0, 0, 0]) },
      65,
      /a\.png is no picture: it has more than 16777216 pixels$/,
    ],
  ];
  for (const [files, exitCode, message] of cases) {
    it(`ends the process with ${exitCode} and ${message}`, async () => {
      await assert.rejects(read(files), { exitCode, message });
    });
  }

  it("ends the process with 66 when it cannot be read", async () => {
    const folder = new PictureFolder({ path: "/nowhere", needed: "a", gallery: new Gallery(() => 0), log });
    await assert.rejects(folder.start(), { exitCode: 66, message: "/nowhere cannot be read: ENOENT" });
  });
});
