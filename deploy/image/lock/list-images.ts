import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Files that name images, from the repository's root; they are generated from the manifest, or stand beside it. */
const files = ["compose.yaml", "deploy/rendered/flotilla.yaml", "deploy/image/Dockerfile"];

/** Every image that a release runs or is built from, by name. */
export function listImages(root: string): string[] {
  const found = files.flatMap((file) => findImages(readFileSync(join(root, file), "utf8")));
  return [...new Set(found)].sort();
}

/** Images of a manifest (`image:`) or of a Dockerfile (`FROM`), whose arguments have their defaults. */
export function findImages(text: string): string[] {
  const args = Object.fromEntries([...text.matchAll(/^ARG (\w+)=(\S+)/gm)].map(([, name, value]) => [name, value]));
  const named = [...text.matchAll(/^(?:FROM |\s*(?:- )?image: ["']?)([\w.-]+\.[\w-]+(?::\d+)?\/[^\s"']+)/gm)];
  return named.map(([, image = ""]) => image.replace(/\$\{(\w+)\}/g, (_whole, name: string) => args[name] ?? ""));
}
