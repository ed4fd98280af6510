import { randomInt } from "node:crypto";
import type { Module, Telemetry } from "@flotilla/chassis";
import { PictureFolder } from "./adapters/picture-folder.ts";
import { ThreadScaler } from "./adapters/thread-scaler.ts";
import { createPicturesApi } from "./api.ts";
import type { PicturesSettings } from "./config.ts";
import { Gallery } from "./domain/gallery.ts";
import { Thumbnails } from "./domain/thumbnails.ts";

/** Puts pictures together: a gallery that is filled at start, and a thread that makes its pictures smaller. */
export function createPictures(settings: PicturesSettings, { log }: Telemetry): Module {
  const { picturesDir, homerSimpson, thumbnailsBytes } = settings;
  const gallery = new Gallery(randomInt);
  const folder = new PictureFolder({ path: picturesDir, needed: homerSimpson, gallery, log });
  const scaler = new ThreadScaler();
  const thumbnails = new Thumbnails(scaler, thumbnailsBytes);
  return {
    name: "pictures",
    services: [createPicturesApi({ gallery, thumbnails, homerSimpson })],
    parts: [folder, scaler],
  };
}
