// `npm run cluster:build`: builds what a cluster of tests is made of, and writes the schemas of all that it knows to
// .cache/schemas, for kubeconform. Its kubectl goes to .cache/bin, where continuous integration looks for programs.
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildKubernetes } from "./build-kubernetes.ts";
import { dumpSchemas } from "./dump-schemas.ts";
import { findKubernetes } from "./find-kubernetes.ts";
import { startCluster } from "./start-cluster.ts";

const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

if (!existsSync(findKubernetes().path)) say("building Kubernetes, some minutes once …");
const { path } = await buildKubernetes();
const schemas = join(path, "schemas");
if (!existsSync(schemas)) {
  await using cluster = await startCluster();
  say(`a cluster ${cluster.summary}`);
  say(`${await dumpSchemas(cluster, schemas)} schemas of what it knows are in .cache/schemas`);
}
link("schemas", join(basename(path), "schemas"));
mkdirSync(join(cache, "bin"), { recursive: true });
link("bin/kubectl", join("..", basename(path), "bin/kubectl"));
say(`Kubernetes is in ${path}`);

/** Makes `.cache/<name>` another name of `target`, whatever it was before. */
function link(name: string, target: string): void {
  const path = join(cache, name);
  rmSync(path, { force: true, recursive: true });
  symlinkSync(target, path);
}

function say(line: string): void {
  process.stderr.write(`flotilla: ${line}\n`);
}
