import { fileURLToPath } from "node:url";
import { type Settings, text } from "@flotilla/chassis";

const prebuiltIndex = fileURLToPath(new URL("../data/places.index", import.meta.url));

/** places' own settings, alone and in the fleet. */
export const placesFields = {
  placesIndex: text("PLACES_INDEX", {
    fallback: prebuiltIndex,
    help: "File with the index of all places. Built there when it is missing, broken or made from other data.",
    shownDefault: "the prebuilt file",
  }),
};

/** What {@link placesFields} reads to. */
export type PlacesSettings = Settings<typeof placesFields>;
