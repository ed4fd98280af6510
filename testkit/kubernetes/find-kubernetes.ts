import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sources } from "./custom-resources.ts";

const { CI } = globalThis.process.env;
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** The Go modules whose tools are the programs. */
export const modules = {
  controlPlane: join(import.meta.dirname, "modules/control-plane"),
  kwok: join(import.meta.dirname, "modules/kwok"),
} as const;

/** Kong's custom resources, which are ours. */
export const kongFile = join(import.meta.dirname, "kong.yaml");

/** What a cluster is made of, built once per version of its parts. */
export interface KubernetesFolder {
  readonly path: string;
  /** The programs: `etcd`, `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`, `kubectl`, `kwok`. */
  readonly bin: string;
  /** What kwok does with nodes and pods. */
  readonly stages: string;
  /** Definitions of the custom resources that the fleet may be deployed with. */
  readonly crds: string;
}

/** Where the parts lie once they are built. */
export function findKubernetes(): KubernetesFolder {
  const hash = createHash("sha256").update(JSON.stringify(sources));
  for (const folder of Object.values(modules)) hash.update(readFileSync(join(folder, "go.mod")));
  hash.update(readFileSync(kongFile));
  const path = join(cache, `kubernetes-${hash.digest("hex").slice(0, 12)}`);
  return { path, bin: join(path, "bin"), stages: join(path, "stages"), crds: join(path, "crds") };
}

/** Why no cluster can be started here, or false; in CI that is an Error. */
export function missesKubernetes(): string | false {
  if (existsSync(findKubernetes().path)) return false;
  const missing = "Kubernetes is not built: `npm run cluster:build` (needs Go, and some minutes once)";
  if (CI && CI !== "false") throw new Error(missing);
  return missing;
}
