import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { parseAllDocuments } from "yaml";

/** Folder of the chart. */
export const chart = join(import.meta.dirname, "../flotilla");

/** An object of Kubernetes, as far as tests look into it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A Helm of each version that the chart is for, by the names that `.ci/run` builds them under. */
export const helms = [findProgram("helm3"), findProgram("helm4")] as const;

/** Why the chart cannot be rendered here, or false. */
export const missesHelm = helms[1].missing;

// A Helm that is built from source takes itself for one of an old Kubernetes.
const given = ["--kube-version", "1.34.2"];

/** Which release of the chart is meant. */
export interface Where {
  /** Default: `flotilla`. */
  readonly release?: string;
  /** Default: `flotilla`. */
  readonly namespace?: string;
}

/** What Helm makes of the chart with these values, as text. Rejects with what Helm complains of. */
export async function renderText(
  values: object = {},
  helm: string = helms[1].path,
  { release = "flotilla", namespace = "flotilla" }: Where = {},
): Promise<string> {
  const args = ["template", release, chart, "--namespace", namespace, ...given, "--values", "-"];
  const run = promisify(execFile)(helm, args);
  run.child.stdin?.end(JSON.stringify(values));
  const { stdout } = await run;
  return stdout;
}

/** What Helm makes of the chart with these values. */
export async function renderChart(values: object = {}): Promise<readonly Manifest[]> {
  return parseManifests(await renderText(values));
}

/** The objects in a text of YAML. Throws where one of them is no YAML. */
export function parseManifests(text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text);
  return documents.map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null);
}

/** The one object of that kind and name; an Error that says which there are, otherwise. */
export function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  const names = manifests.filter((manifest) => manifest.kind === kind).map(({ metadata }) => metadata.name);
  if (found.length !== 1) throw new Error(`${found.length} of kind ${kind} are ${name}; there are ${names.join(", ")}`);
  return found[0]!;
}
