import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Output } from "../generate/generator.ts";

const chart = join(import.meta.dirname, "../chart/flotilla");
const run = promisify(execFile);

/** One file that Helm makes of the chart. */
interface Rendering {
  readonly path: string;
  readonly values: object;
  /** The one template to take. Default: all of them. */
  readonly template?: string;
}

const renderings: readonly Rendering[] = [
  { path: "deploy/rendered/flotilla.yaml", values: { namespace: { create: true }, tests: { enabled: false } } },
  {
    path: "deploy/kustomize/overlays/prod/ingress.yaml",
    values: {
      ingress: { enabled: true, tlsSecretName: "flotilla-certificate", grpcHost: "grpc.flotilla.example.com" },
    },
    template: "templates/ingress.yaml",
  },
];

/** What is rendered from the chart, for those who have no Helm: the same text by Helm 3 and 4. */
export function renderOutputs(helm: string): Promise<readonly Output[]> {
  return Promise.all(renderings.map((rendering) => render(helm, rendering)));
}

async function render(helm: string, { path, values, template }: Rendering): Promise<Output> {
  const only = template === undefined ? [] : ["--show-only", template];
  // A Helm that is built from source takes itself for one of an old Kubernetes.
  const options = ["--namespace", "flotilla", "--skip-tests", "--kube-version", "1.34.2", ...only, "--values", "-"];
  const rendered = run(helm, ["template", "flotilla", chart, ...options], { maxBuffer: 2 ** 24 });
  rendered.child.stdin?.end(JSON.stringify(values));
  const lines = (await rendered).stdout
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("# Source"));
  return { path, text: `# Rendered by \`npm run gen\` from deploy/chart/flotilla.\n${lines.join("\n")}\n` };
}
