import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { PicturesService } from "@flotilla/contract/flotilla/pictures/v1/pictures";
import { assertFault, matrix } from "@flotilla/testkit";
import { readPng } from "../src/adapters/png/read-png.ts";
import { createTestPictures } from "./create-test-pictures.ts";

const invalid = { code: "invalid_argument", reason: "VALIDATION_FAILED" } as const;
const readData = (name: string) => readFileSync(new URL(`../data/${name}.png`, import.meta.url));

describe("PicturesService", () => {
  matrix(
    () => createTestPictures(),
    (_, transport) => {
      const pictures = createClient(PicturesService, transport);

      it("lists pictures by name, with what they show and how large they are", async () => {
        const { pictures: all } = await pictures.listPictures({});
        const names = all.map(({ name }) => name);
        assert.deepEqual(names, names.toSorted());
        const { $typeName, ...ottoline } = all.find(({ name }) => name === "ottoline")!;
        assert.deepEqual(ottoline, {
          name: "ottoline",
          description:
            "A round, purple otter in a keeper's cap and a teal coat holds a pink doughnut that lacks a bite; " +
            "behind her the sun sets over the sea.",
          width: 784,
          height: 1100,
          bytes: readData("ottoline").length,
          path: "/v1/pictures/ottoline",
        });
      });

      it("shows every picture of the list, byte by byte", async () => {
        const { pictures: all } = await pictures.listPictures({});
        for (const { name } of all) {
          const { contentType, data } = await pictures.getPicture({ name });
          assert.equal(contentType, "image/png");
          assert.deepEqual(Buffer.from(data), readData(name), name);
        }
      });

      it("shows our own figure for the one of old", async () => {
        const { contentType, data } = await pictures.getHomerSimpson({});
        assert.equal(contentType, "image/png");
        assert.deepEqual(Buffer.from(data), readData("ottoline"));
      });

      it("makes thumbnails, and enlarges nothing", async () => {
        const small = readPng((await pictures.getPicture({ name: "fleet-at-sea", width: 120 })).data);
        assert.deepEqual([small.width, small.height], [120, 80]);
        const { width, height } = readPng((await pictures.getHomerSimpson({ width: 16 })).data);
        assert.deepEqual([width, height], [16, 22]);
        const whole = await pictures.getHomerSimpson({ width: 2048 });
        assert.equal(whole.data.length, readData("ottoline").length);
      });

      it("shows any of the pictures, whole or small", async () => {
        const { pictures: all } = await pictures.listPictures({});
        const { data } = await pictures.getRandomPicture({});
        assert.ok(all.some(({ name }) => readData(name).equals(data)));
        assert.equal(readPng((await pictures.getRandomPicture({ width: 20 })).data).width, 20);
      });

      it("says so when no picture has the name, or the width is out of bounds", async () => {
        await assertFault(pictures.getPicture({ name: "homer" }), { code: "not_found", reason: "PICTURE_NOT_FOUND" });
        for (const width of [15, 2049]) {
          await assertFault(pictures.getPicture({ name: "ottoline", width }), invalid);
          await assertFault(pictures.getHomerSimpson({ width }), invalid);
          await assertFault(pictures.getRandomPicture({ width }), invalid);
        }
      });
    },
  );
});
