// What is said to Argo CD and to the External Secrets Operator, against the definitions that their own projects publish, as Go
// modules. Fields that nobody declared are refused.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { type Schema, toJsonSchema } from "@flotilla/testkit/to-json-schema";
import { parseAllDocuments } from "yaml";
import { root } from "./environment.ts";

const sources = [
  { module: "github.com/argoproj/argo-cd/v3@v3.4.13", files: "manifests/crds/app{lication,project}-crd.yaml" },
  {
    module: "github.com/external-secrets/external-secrets@v1.3.2",
    files: "config/crds/bases/external-secrets.io_{externalsecrets,secretstores}.yaml",
  },
];

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

const go = findProgram("go");
const kubeconform = findProgram("kubeconform");
const path = "deploy/gitops/{root.yaml,apps/*.yaml,environments/secrets/*.yaml}";

describe("the definitions of others", { skip: go.missing || kubeconform.missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-definitions-"));
  before(() => {
    writeFileSync(join(folder, "go.mod"), "module definitions\n\ngo 1.24\n");
    for (const { module, files } of sources) {
      const { Dir } = JSON.parse(
        execFileSync(go.path, ["mod", "download", "-json", module], { cwd: folder, encoding: "utf8" }),
      );
      for (const file of globSync(files, { cwd: Dir })) writeSchemas(readFileSync(join(Dir, file), "utf8"));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  /** As kubeconform looks for them: `<kind>-<group's first part>-<version>.json`. */
  function writeSchemas(text: string): void {
    for (const { spec } of parseAllDocuments(text).map((document) => document.toJS() as Definition)) {
      const { kind } = spec.names;
      for (const { name, schema } of spec.versions) {
        const file = `${kind}-${spec.group.split(".")[0]}-${name}.json`.toLowerCase();
        writeFileSync(join(folder, file), JSON.stringify(toJsonSchema({ [kind]: schema.openAPIV3Schema }, kind)));
      }
    }
  }

  /** What kubeconform says of it; ServiceAccounts are Kubernetes' own. */
  function validate(text: string): string {
    const location = join(folder, "{{.ResourceKind}}{{.KindSuffix}}.json");
    const args = ["-strict", "-summary", "-skip", "ServiceAccount", "-schema-location", location];
    const { stdout, stderr } = spawnSync(kubeconform.path, args, { input: text, encoding: "utf8" });
    return stdout + stderr;
  }

  for (const file of globSync(path, { cwd: root })) {
    it(`have every field of ${file}`, () => {
      assert.match(validate(readFileSync(join(root, file), "utf8")), /Valid: [1-9]\d*, Invalid: 0, Errors: 0/);
    });
  }

  it("lack fields that are made up", () => {
    const read = (file: string) => readFileSync(join(root, "deploy/gitops", file), "utf8");
    assert.match(validate(read("apps/dev.yaml").replace("targetRevision", "revision")), /Invalid: 1/);
    assert.match(validate(read("environments/secrets/dev.yaml").replace("remoteRef", "reference")), /Invalid: 1/);
  });
});
