import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import type { StartedCluster } from "@flotilla/testkit/start-cluster";
import { type ClusterObject, readObjects } from "./objects.ts";

const run = promisify(execFile);
const chart = join(import.meta.dirname, "../../chart/flotilla");
const outputBytes = 64 * 2 ** 20;

/** A release of the chart, in a namespace of its own. */
export interface Release {
  readonly namespace: string;
  cluster(): StartedCluster;
  /** Runs helm; resolves with what it prints, rejects with what it complains of. */
  helm(...args: readonly string[]): Promise<string>;
  /** Installs or changes it, with every part that the cluster knows the kinds of; resolves when all is ready. */
  upgrade(...args: readonly string[]): Promise<string>;
  read(kinds: string): Promise<readonly ClusterObject[]>;
  /** Names of all objects of a kind. */
  list(kind: string): Promise<readonly string[]>;
}

/** The release that `program`, a version of helm, is to make. */
export function createRelease(cluster: () => StartedCluster, program: string): Release {
  const namespace = `by-${program}`;
  const values = ["--values", join(import.meta.dirname, "everything.yaml")];
  const helm: Release["helm"] = async (...args) => {
    const options = { env: { ...cluster().env }, maxBuffer: outputBytes };
    const { stdout } = await run(findProgram(program).path, ["--namespace", namespace, ...args], options);
    return stdout;
  };
  const read: Release["read"] = (kinds) => readObjects(cluster(), namespace, kinds);
  return {
    namespace,
    cluster,
    helm,
    upgrade: (...args) => helm("upgrade", "--install", "flotilla", chart, ...values, "--wait", "--timeout=5m", ...args),
    read,
    list: async (kind) => (await read(kind)).map(({ metadata }) => metadata.name),
  };
}
