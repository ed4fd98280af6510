import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse, parseAllDocuments } from "yaml";

/** The root of the repository, which paths of Applications are relative to. */
export const root = join(import.meta.dirname, "../../..");

/** An object of Kubernetes, as far as tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has fields of its own.
  readonly [field: string]: any;
}

const helm = findProgram("helm4");

/** Why the chart cannot be rendered here, or false. */
export const missesHelm = helm.missing;

/** The objects in a file of the repository. */
export function readManifests(path: string): readonly Manifest[] {
  return parseAllDocuments(readFileSync(join(root, path), "utf8")).map((document) => document.toJS() as Manifest);
}

/** The Application of an environment. */
export function readApplication(name: string): Manifest {
  return parse(readFileSync(join(root, `deploy/gitops/apps/${name}.yaml`), "utf8"));
}

/** What the Application's chart becomes with its values, as Argo CD has Helm render it. */
export function renderChart({ metadata, spec }: Manifest): readonly Manifest[] {
  const [, chart] = spec["sources"];
  const values = chart.helm.valueFiles.flatMap((path: string) => ["--values", join(root, chart.path, path)]);
  const target = ["--namespace", spec["destination"].namespace, "--kube-version", "1.34.2", "--include-crds"];
  const args = ["template", metadata.name, join(root, chart.path), ...target, ...values];
  const text = execFileSync(helm.path, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  return parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
}
