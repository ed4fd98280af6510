import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";

const skip = findProgram("kubectl").missing || findProgram("bash").missing;
const { PATH = "" } = globalThis.process.env;

/** Runs a script with kubectl pointing at a context of that name, whose cluster does not exist. */
function runScript(
  context: TestContext,
  script: string,
  { points = "production", args = [] as readonly string[] } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-scripts-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const kubeconfig = join(folder, "config.json");
  const cluster = { name: "nowhere", cluster: { server: "https://127.0.0.1:1" } };
  const contexts = [{ name: points, context: { cluster: "nowhere", user: "" } }];
  writeFileSync(
    kubeconfig,
    JSON.stringify({ apiVersion: "v1", kind: "Config", clusters: [cluster], contexts, "current-context": points }),
  );
  // `true` stands for helm: nothing here comes as far as using it.
  const env = { PATH, HOME: folder, KUBECONFIG: kubeconfig, HELM: "true" };
  const { status, stderr, stdout } = spawnSync(join(import.meta.dirname, script), args, { env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

for (const script of ["install.sh", "uninstall.sh"]) {
  describe(script, { skip }, () => {
    it("touches no cluster that is neither local nor named", (context) => {
      const { status, output } = runScript(context, script);
      assert.match(output, /kubectl points at 'production', which is neither minikube nor kind/);
      assert.equal(status, 2);
    });

    it("takes minikube and kind for granted, and any other cluster by its name", (context) => {
      const named = { points: "production", args: ["--context", "production"] };
      for (const how of [{ points: "minikube" }, { points: "kind-flotilla" }, named]) {
        const { status, output } = runScript(context, script, how);
        assert.match(output, /the cluster of the context '[\w-]+' does not answer/);
        assert.equal(status, 2);
      }
    });

    it("refuses options that it does not know, and options without their value", (context) => {
      for (const args of [["--what"], ["--context"], ["--namespace", ""]]) {
        const { status, output } = runScript(context, script, { args });
        assert.match(output, /there is no option --what|wants a value/);
        assert.equal(status, 2);
      }
    });

    it("explains itself", (context) => {
      const { status, output } = runScript(context, script, { args: ["--help"] });
      assert.match(output, new RegExp(`^Usage: deploy/cluster/${script}`));
      assert.equal(status, 0);
    });
  });
}

describe("the scripts of an installation", { skip: findProgram("shellcheck").missing }, () => {
  it("are what shellcheck wants", () => {
    const args = [
      "--external-sources",
      "--check-sourced",
      "--source-path=SCRIPTDIR/../..",
      "install.sh",
      "uninstall.sh",
    ];
    const { stdout } = spawnSync("shellcheck", args, { cwd: import.meta.dirname, encoding: "utf8" });
    assert.equal(stdout, "");
  });
});
