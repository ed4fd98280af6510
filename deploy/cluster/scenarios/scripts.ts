import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import type { StartedCluster } from "@flotilla/testkit/start-cluster";
import { readObjects, readTemplates, waitForRollouts } from "./objects.ts";

const run = promisify(execFile);
const namespace = "flotilla";
/** Charts that come from the internet, and a test that needs running pods. */
const absent = ["metrics", "monitoring", "logging", "gateway", "test"].flatMap((part) => ["--without", part]);

/** install.sh and uninstall.sh, one after the other. */
export function scriptScenarios(cluster: () => StartedCluster): void {
  describe("the scripts of an installation", { skip: findProgram("helm3").missing }, () => {
    const script = async (name: string, ...args: readonly string[]) => {
      const env = { ...cluster().env, HELM: findProgram("helm3").path };
      const { stderr } = await run(join(import.meta.dirname, "..", name), ["--context", "flotilla-test", ...args], {
        env,
      });
      return stderr;
    };
    const read = (kinds: string) => readObjects(cluster(), namespace, kinds);
    const uids = async (kinds: string) => (await read(kinds)).map(({ metadata }) => metadata.uid).toSorted();

    const readPasswords = async () => {
      const secrets = await read("secrets");
      return secrets.filter(({ metadata }) => !metadata.name.startsWith("sh.helm.")).map(({ data }) => data);
    };

    it("install everything that can be had", async () => {
      assert.match(await script("install.sh", ...absent), /installed into 'flotilla-test'/);
      await waitForRollouts(cluster(), namespace);
    });

    it("change nothing when they run again, passwords least of all", async () => {
      const look = async () => ({
        uids: await uids("persistentvolumeclaims,deployments,statefulsets"),
        templates: await readTemplates(cluster(), namespace),
        passwords: await readPasswords(),
      });
      const before = await look();
      assert.ok(before.passwords.length > 0);
      await script("install.sh", ...absent);
      assert.deepEqual(await look(), before);
    });

    it("keep volumes and secrets unless they are told otherwise", async () => {
      const before = await uids("persistentvolumeclaims");
      assert.ok(before.length > 0);
      assert.match(await script("uninstall.sh"), /volumes and secrets stay/);
      assert.deepEqual(await read("deployments,statefulsets"), []);
      assert.deepEqual(await uids("persistentvolumeclaims"), before);
    });

    it("take rules and dashboards along with what reads them, and leave passwords", async () => {
      const { kubectl } = cluster();
      await kubectl("create", "namespace", "monitoring");
      await kubectl("create", "secret", "generic", "grafana-admin", "--namespace=monitoring");
      const monitoring = join(import.meta.dirname, "../../monitoring");
      const jaeger = join(import.meta.dirname, "../jaeger.yaml");
      await kubectl("apply", "--server-side", "--namespace=monitoring", "--kustomize", monitoring);
      await kubectl("apply", "--server-side", "--namespace=monitoring", "--filename", jaeger);
      await script("uninstall.sh", "--volumes", "keep", "--addons");
      const left = await readObjects(cluster(), "monitoring", "configmaps,secrets,deployments,services");
      assert.deepEqual(left.map(({ metadata }) => metadata.name).toSorted(), ["grafana-admin", "kube-root-ca.crt"]);
      await kubectl("delete", "namespace", "monitoring", "--timeout=180s");
    });

    it("remove it all", async () => {
      await script("install.sh", ...absent);
      await script("uninstall.sh", "--volumes", "delete", "--addons");
      const namespaces = await cluster().kubectl("get", "namespaces", "--output=name");
      assert.doesNotMatch(namespaces, /namespace\/flotilla\n/);
    });
  });
}
