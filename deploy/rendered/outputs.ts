import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Output } from "../generate/generator.ts";
import { tellSecrets } from "./tell-secrets.ts";

const deploy = join(import.meta.dirname, "..");
const chart = join(deploy, "chart/flotilla");
const run = promisify(execFile);

/** One file that Helm makes of the chart. */
interface Rendering {
  readonly path: string;
  readonly values: object;
  /** The templates to take. Default: all of them. */
  readonly templates?: readonly string[];
}

const renderings: readonly Rendering[] = [
  { path: "deploy/rendered/flotilla.yaml", values: { namespace: { create: true }, tests: { enabled: false } } },
  {
    path: "deploy/kustomize/overlays/prod/ingress.yaml",
    values: parse(readFileSync(join(deploy, "gateway/recipes/nginx.yaml"), "utf8")),
    templates: ["templates/ingress.yaml", "templates/acme-solver.yaml"],
  },
];

/** What is rendered from the chart, for those who have no Helm: the same text by Helm 3 and 4. */
export function renderOutputs(helm: string): Promise<readonly Output[]> {
  return Promise.all(renderings.map((rendering) => render(helm, rendering)));
}

async function render(helm: string, { path, values, templates = [] }: Rendering): Promise<Output> {
  const only = templates.flatMap((template) => ["--show-only", template]);
  // A Helm that is built from source takes itself for one of an old Kubernetes.
  const options = ["--namespace", "flotilla", "--skip-tests", "--kube-version", "1.34.2", ...only, "--values", "-"];
  const rendered = run(helm, ["template", "flotilla", chart, ...options], { maxBuffer: 2 ** 24 });
  rendered.child.stdin?.end(JSON.stringify(values));
  const lines = (await rendered).stdout
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("# Source"));
  const text = `${lines.join("\n")}\n`;
  return { path, text: `# Rendered by \`npm run gen\` from deploy/chart/flotilla.\n${tellSecrets(text)}${text}` };
}
