import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { StartedCluster } from "@flotilla/testkit/start-cluster";
import { readObjects, readTemplates, waitForRollouts } from "./objects.ts";

const deploy = join(import.meta.dirname, "../..");
const namespace = "flotilla";

/** What kubectl alone applies: the static manifest, and Kustomize's overlays. */
const sources: Readonly<Record<string, readonly string[]>> = {
  "the manifest of a release": ["-f", join(deploy, "rendered/flotilla.yaml")],
  "the overlay dev": ["-k", join(deploy, "kustomize/overlays/dev")],
  "the overlay prod": ["-k", join(deploy, "kustomize/overlays/prod")],
};

/** Each is applied into an empty cluster, and removed again. */
export function manifestScenarios(cluster: () => StartedCluster): void {
  for (const [name, source] of Object.entries(sources)) {
    describe(name, () => {
      const apply = () => cluster().kubectl("apply", "--server-side", "--warnings-as-errors", ...source);

      it("is applied without a warning, and everything becomes ready", async () => {
        await apply();
        await waitForRollouts(cluster(), namespace);
        await cluster().kubectl("wait", "--for=condition=Available", "deployment", "--all", "--namespace", namespace);
      });

      it("changes nothing when it is applied again", async () => {
        const read = async () => {
          const objects = await readObjects(
            cluster(),
            namespace,
            "configmaps,services,serviceaccounts,networkpolicies",
          );
          const versions = objects.map(({ kind, metadata }) => [kind, metadata.name, metadata.resourceVersion]);
          return { versions, templates: await readTemplates(cluster(), namespace) };
        };
        const before = await read();
        await apply();
        assert.deepEqual(await read(), before);
      });

      it("makes a namespace that takes no pod of root", async () => {
        const root = JSON.stringify({ spec: { securityContext: { runAsUser: 0 } } });
        const pod = ["run", "root", "--image=nobody/nothing:1", `--overrides=${root}`, "--namespace", namespace];
        await assert.rejects(cluster().kubectl(...pod), /violates PodSecurity "restricted:/);
      });

      it("is removed", async () => {
        // A namespace that still has pods when it goes waits for as long as they might take to end.
        await cluster().kubectl("delete", "deployments,statefulsets", "--all", "--namespace", namespace);
        await cluster().kubectl("wait", "--for=delete", "pods", "--all", "--namespace", namespace, "--timeout=120s");
        await cluster().kubectl("delete", ...source, "--ignore-not-found", "--timeout=180s");
        const namespaces = await cluster().kubectl("get", "namespaces", "--output=name");
        assert.doesNotMatch(namespaces, /namespace\/flotilla\n/);
      });
    });
  }

  describe("rules and dashboards", () => {
    it("are taken by the API server", async () => {
      const monitoring = join(deploy, "monitoring");
      const apply = ["apply", "--server-side", "--warnings-as-errors", "--namespace", "monitoring"];
      await cluster().kubectl("create", "namespace", "monitoring");
      await cluster().kubectl(...apply, "-k", monitoring);
      await cluster().kubectl(...apply, "-f", join(monitoring, "prometheus/prometheus-rule.yaml"));
      await cluster().kubectl("delete", "namespace", "monitoring", "--timeout=180s");
    });
  });
}
