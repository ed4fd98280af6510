// `npm run cluster:build`: builds what a cluster of tests is made of, and writes the schemas of all that it knows to
// .cache/schemas, for kubeconform.
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildKubernetes } from "./build-kubernetes.ts";
import { dumpSchemas } from "./dump-schemas.ts";
import { findKubernetes } from "./find-kubernetes.ts";
import { startCluster } from "./start-cluster.ts";

const link = fileURLToPath(new URL("../../.cache/schemas", import.meta.url));

if (!existsSync(findKubernetes().path)) say("building Kubernetes, some minutes once …");
const { path } = await buildKubernetes();
const schemas = join(path, "schemas");
if (!existsSync(schemas)) {
  await using cluster = await startCluster();
  say(`a cluster ${cluster.summary}`);
  say(`${await dumpSchemas(cluster, schemas)} schemas of what it knows are in .cache/schemas`);
}
rmSync(link, { force: true, recursive: true });
symlinkSync(join(basename(path), "schemas"), link);
say(`Kubernetes is in ${path}`);

function say(line: string): void {
  process.stderr.write(`flotilla: ${line}\n`);
}
