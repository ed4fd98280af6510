import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readBuildRecord } from "../build-record.ts";
import { runtimePackages } from "../runtime-files.ts";
import { type BundledPackage, readBundledPackages, toPurl } from "./bundled-packages.ts";

/** One part of the image, in CycloneDX's words. */
interface Component {
  readonly type: "library" | "platform";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly [property: string]: unknown;
}

/**
 * The bill of materials of the image as CycloneDX 1.6: the packages of npm that esbuild put into the bundles, Node, and the
 * packages of Debian that files were taken from. Nothing in it changes between two builds of one commit.
 */
export async function createSbom({ root, dist, node }: { root: string; dist: string; node: string }): Promise<object> {
  const { build, sources } = readBuildRecord(dist);
  const components = [
    ...readBundledPackages(root, sources).map(fromNpm),
    nodeComponent(root),
    ...(await runtimePackages(node)).map(({ name, version, architecture }) =>
      component("library", name, version, `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`),
    ),
  ];
  const image = { type: "container", "bom-ref": "flotilla", name: "flotilla", version: build.version };
  const date = Number.isNaN(Date.parse(build.date)) ? {} : { timestamp: new Date(build.date).toISOString() };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: toSerialNumber(JSON.stringify([build, components])),
    version: 1,
    metadata: { ...date, component: image, properties: [{ name: "flotilla:commit", value: build.commit }] },
    components,
    dependencies: [{ ref: "flotilla", dependsOn: components.map((entry) => entry["bom-ref"]) }],
  };
}

function fromNpm(entry: BundledPackage): Component {
  const [algorithm = "", digest = ""] = entry.integrity.split("-");
  const content = Buffer.from(digest, "base64").toString("hex");
  return {
    ...component("library", entry.name, entry.version, toPurl(entry)),
    hashes: [{ alg: algorithm.replace("sha", "SHA-"), content }],
    ...(entry.license !== undefined && { licenses: [toLicense(entry.license)] }),
  };
}

function nodeComponent(root: string): Component {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/node/package.json"), "utf8"));
  return component("platform", "node", version, `pkg:generic/node@${version}`);
}

function component(type: Component["type"], name: string, version: string, purl: string): Component {
  return { type, "bom-ref": purl, name, version, purl };
}

/** A single SPDX id or an expression of several: CycloneDX has a place for each. */
function toLicense(license: string): object {
  return / (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } };
}

/** An RFC 4122 UUID that follows from what it names (version 8: by rules of our own). */
function toSerialNumber(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
