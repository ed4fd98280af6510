import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readBuildRecord, toSeconds } from "./build-record.ts";
import { dataFiles, programFiles } from "./program-files.ts";
import { textFile } from "./root-file.ts";
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

/** The layers by name, the one that changes least first: Node with its libraries, data, programs. */
export const layers = ["runtime", "data", "programs"] as const;

/**
 * Writes the image's root file system as one archive a layer. The same commit on the same Debian packages gives the same
 * bytes; what a layer holds has the time of the commit, and Node's own layer none, so that it outlives releases.
 */
export async function writeLayers({ root, dist, node, folder }: LayerSources): Promise<void> {
  const seconds = toSeconds(readBuildRecord(dist));
  const sbom = `${JSON.stringify(await createSbom({ root, dist, node }), undefined, 2)}\n`;
  const contents = {
    runtime: await runtimeFiles(node),
    data: dataFiles(dist),
    programs: [...programFiles(dist), textFile("usr/share/doc/flotilla/sbom.cdx.json", sbom)],
  };
  await mkdir(folder, { recursive: true });
  for (const name of layers)
    await writeTar(join(folder, `${name}.tar`), contents[name], name === "programs" ? seconds : 0);
}
