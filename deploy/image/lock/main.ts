// `npm run release:lock`: asks the registries which digest each image's tag has now, and writes dist/release/images.lock, from
// which `npm run release:chart` takes them. After `npm run release:image -- push`, the fleet's own image is in it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFleet } from "../../generate/fleet.ts";
import { listImages } from "./list-images.ts";
import { makeLock } from "./make-lock.ts";

const root = join(import.meta.dirname, "../../..");
const folder = process.env["RELEASE"] ?? join(root, "dist/release");
const say = (line: string) => void process.stderr.write(`flotilla: ${line}\n`);

const { lines, leftOut } = await makeLock(listImages(root), readFleet().image);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "images.lock"), lines.map((line) => `${line}\n`).join(""));
say(`${join(folder, "images.lock")} has ${lines.length} images`);
if (leftOut !== undefined) say(`the fleet's own is not among them: ${leftOut}`);
