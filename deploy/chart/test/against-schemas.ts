// `npm run manifests`: every manifest against the schemas of a real API server, which `npm run cluster:build` writes. Fields
// that nobody declared are refused.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { everything, stores } from "./options.ts";
import { chart, missesHelm, renderText } from "./render-chart.ts";

const deploy = join(chart, "../..");
const schemas = join(deploy, "../.cache/schemas");
const kubeconform = findProgram("kubeconform");
const missing = existsSync(schemas) ? false : "there are no schemas of Kubernetes: `npm run cluster:build`";

const manifests: Readonly<Record<string, () => Promise<string>>> = {
  "the chart as it comes": () => renderText(),
  "the chart with everything": () => renderText(everything),
  "the chart with stores elsewhere": () => renderText({ stores }),
  "the chart with Secrets": () => renderText({ secrets: { generate: true }, kong: { enabled: true } }),
  "the static manifest": async () => readFileSync(join(deploy, "rendered/flotilla.yaml"), "utf8"),
  "the overlay dev": () => kustomize("dev"),
  "the overlay prod": () => kustomize("prod"),
};

describe("manifests", { skip: missing || missesHelm || kubeconform.missing }, () => {
  for (const [name, read] of Object.entries(manifests)) {
    it(`have only fields that Kubernetes knows: ${name}`, async () => {
      const { valid, invalid, errors, skipped } = await validate(await read());
      assert.ok(valid > 50);
      assert.deepEqual({ invalid, errors, skipped }, { invalid: 0, errors: 0, skipped: 0 });
    });
  }

  it("are refused for a field that Kubernetes does not know", async () => {
    const text = (await renderText()).replace("automountServiceAccountToken: false", "automount: false");
    await assert.rejects(validate(text), /automount/);
  });
});

interface Summary {
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly skipped: number;
}

async function validate(text: string): Promise<Summary> {
  const location = join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json");
  const options = ["-strict", "-summary", "-output", "json", "-schema-location", location];
  const checking = promisify(execFile)(kubeconform.path, options);
  checking.child.stdin?.end(text);
  const { stdout } = await checking.catch((failure: { readonly stdout: string }) => {
    throw new Error(failure.stdout);
  });
  return (JSON.parse(stdout) as { readonly summary: Summary }).summary;
}

async function kustomize(name: string): Promise<string> {
  const folder = join(deploy, "kustomize/overlays", name);
  return (await promisify(execFile)("kubectl", ["kustomize", folder], { maxBuffer: 2 ** 24 })).stdout;
}
