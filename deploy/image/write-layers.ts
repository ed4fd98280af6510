import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildRecord, readBuildRecord, toSeconds } from "./build-record.ts";
import { createNotice } from "./notice/create-notice.ts";
import { readNodeLicense } from "./notice/node-license.ts";
import { dataFiles, programFiles } from "./program-files.ts";
import { type RootFile, textFile } from "./root-file.ts";
import { runtimeFiles } from "./runtime-files.ts";
import { createSbom } from "./sbom/create-sbom.ts";
import { writeTar } from "./tar.ts";

/** Where things lie, and the layers' folder. */
export interface LayerSources {
  readonly root: string;
  readonly dist: string;
  readonly node: string;
  readonly folder: string;
}

const documentation = "usr/share/doc";

/** The layers by name, the one that changes least first: Node with its libraries, data, programs. */
export const layers = ["runtime", "data", "programs"] as const;

/**
 * Writes the image's root file system as one archive a layer. The same commit on the same Debian packages gives the same
 * bytes; what a layer holds has the time of the commit, and Node's own layer none, so that it outlives releases.
 */
export async function writeLayers({ root, dist, node, folder }: LayerSources): Promise<void> {
  const record = readBuildRecord(dist);
  const seconds = toSeconds(record);
  const sbom = `${JSON.stringify(await createSbom({ root, dist, node }), undefined, 2)}\n`;
  const contents = {
    runtime: [...(await runtimeFiles(node)), document("node/LICENSE", () => readNodeLicense(root))],
    data: dataFiles(dist),
    programs: [
      ...programFiles(dist),
      ...documents(root, record),
      textFile(`${documentation}/flotilla/sbom.cdx.json`, sbom),
    ],
  };
  await mkdir(folder, { recursive: true });
  for (const name of layers)
    await writeTar(join(folder, `${name}.tar`), contents[name], name === "programs" ? seconds : 0);
}

/** What licences ask to be passed on: ours, and those of the packages in the bundles. */
function documents(root: string, { sources }: BuildRecord): RootFile[] {
  return [
    document("flotilla/LICENSE", () => readFile(join(root, "LICENSE"))),
    textFile(`${documentation}/flotilla/NOTICE`, createNotice(root, sources)),
  ];
}

function document(name: string, read: () => Promise<Buffer>): RootFile {
  return { kind: "file", path: `${documentation}/${name}`, mode: 0o644, read };
}
