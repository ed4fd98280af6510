import { fileURLToPath } from "node:url";
import { bytes, type Settings, text } from "@flotilla/chassis";

const bundledFolder = fileURLToPath(new URL("../data", import.meta.url));

/** pictures' own settings, alone and in the fleet. */
export const picturesFields = {
  picturesDir: text("PICTURES_DIR", {
    fallback: bundledFolder,
    help: "Folder of the pictures: every `name.png` in it, read once at start.",
    shownDefault: "the bundled folder",
  }),
  homerSimpson: text("PICTURES_HOMERSIMPSON", {
    fallback: "ottoline",
    help: "Name of the picture that `/homersimpson` shows.",
  }),
  thumbnailsBytes: bytes("PICTURES_THUMBNAILS_BYTES", {
    fallback: 16 * 1024 * 1024,
    help: "Most memory for thumbnails that are kept.",
  }),
};

/** What {@link picturesFields} reads to. */
export type PicturesSettings = Settings<typeof picturesFields>;
