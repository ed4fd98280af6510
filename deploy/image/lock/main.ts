// `npm run release:lock`: asks the registries which digest each image's tag has now, and writes images.lock.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listImages } from "./list-images.ts";
import { resolveDigest } from "./resolve-digest.ts";

const root = join(import.meta.dirname, "../../..");
const images = listImages(root);
const lines = await Promise.all(images.map(async (image) => `${image}@${await resolveDigest(image)}\n`));
writeFileSync(join(root, "images.lock"), lines.join(""));
process.stderr.write(`flotilla: images.lock has ${lines.length} images\n`);
