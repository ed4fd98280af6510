import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const callers = [
  ...globSync(".github/workflows/*.yaml", { cwd: root }),
  "Jenkinsfile",
  ...globSync("deploy/pipelines/jenkins/vars/*.groovy", { cwd: root }),
  ".drone.yml",
  ".devcontainer/devcontainer.json",
  ".ci/run",
  "Makefile",
];

describe("pipelines", () => {
  for (const path of callers) {
    it(`install as the launcher does, since npm ci refuses the lock: ${path}`, () => {
      assert.doesNotMatch(read(path), /npm (ci|clean-install)\b/);
    });
  }
});
