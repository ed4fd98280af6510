import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { services, stores } from "@flotilla/fleet/manifest";
import { findProgram } from "@flotilla/testkit/find-program";
import type { StartedCluster } from "@flotilla/testkit/start-cluster";
import { listEverything, readTemplates, waitForRollouts } from "./objects.ts";
import { createRelease, type Release } from "./release.ts";

/** The life of a release by one version of helm: each scenario goes on where the one before it ended. */
export function chartScenarios(cluster: () => StartedCluster, program: string): void {
  describe(`the chart, by ${program}`, { skip: findProgram(program).missing }, () => {
    const release = createRelease(cluster, program);
    installs(release);
    changes(release);

    it("leaves passwords and volumes behind, and nothing else", async () => {
      const { namespace } = release;
      await release.helm("uninstall", "flotilla", "--wait", "--timeout=5m");
      await cluster().kubectl("wait", "--for=delete", "pods", "--all", "--namespace", namespace, "--timeout=120s");
      const left = await listEverything(cluster(), namespace);
      assert.deepEqual(
        left.filter((name) => !/^(persistentvolumeclaim|secret)\//.test(name)),
        [],
      );
      await cluster().kubectl("delete", "namespace", namespace, "--timeout=120s");
    });
  });
}

function installs({ cluster, namespace, upgrade, read, list }: Release): void {
  it("is installed, and every part of it becomes ready", async () => {
    const { kubectl } = cluster();
    await kubectl("create", "namespace", namespace);
    await kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    await upgrade();
    assert.deepEqual(await list("deployments"), names("many"));
    assert.deepEqual(await list("statefulsets"), [...names("one"), ...stores.map(({ name }) => name)].toSorted());
    await kubectl("wait", "--for=condition=Available", "deployment", "--all", "--namespace", namespace);
    await waitForRollouts(cluster(), namespace);
  });

  for (const kind of ["services", "serviceaccounts", "networkpolicies"]) {
    it(`has ${kind} of all services`, async () => {
      assert.deepEqual(new Set(names()).difference(new Set(await list(kind))), new Set());
    });
  }

  for (const kind of ["horizontalpodautoscalers", "poddisruptionbudgets", "verticalpodautoscalers"]) {
    it(`has ${kind} of the services that there are many of`, async () => {
      assert.deepEqual(new Set(names("many")).difference(new Set(await list(kind))), new Set());
    });
  }

  it("lets no pod speak to the API server", async () => {
    const pods = await read("pods");
    assert.ok(pods.length >= names().length);
    const tokens = pods.filter(({ spec }) => JSON.stringify(spec?.["volumes"] ?? []).includes("serviceAccountToken"));
    assert.deepEqual(tokens, []);
    const question = ["list", "pods", "--namespace", namespace, `--as=system:serviceaccount:${namespace}:hello`];
    await assert.rejects(cluster().kubectl("auth", "can-i", ...question), { stdout: "no\n" });
  });
}

function changes({ cluster, namespace, upgrade, helm }: Release): void {
  const templates = () => readTemplates(cluster(), namespace);

  it("rolls out what a changed value concerns, and nothing else", async () => {
    const before = await templates();
    await upgrade("--set", "services.hello.settings.LOG_LEVEL=debug");
    const after = await templates();
    assert.deepEqual(
      [...after.keys()].filter((name) => after.get(name) !== before.get(name)),
      ["hello"],
    );
    await waitForRollouts(cluster(), namespace);
  });

  it("goes back to what was before", async () => {
    const changed = await templates();
    await helm("rollback", "flotilla", "1", "--wait", "--timeout=5m");
    const after = await templates();
    assert.notEqual(after.get("hello"), changed.get("hello"));
    await upgrade();
    assert.deepEqual(await templates(), after);
    await waitForRollouts(cluster(), namespace);
  });
}

function names(scale?: "one" | "many"): readonly string[] {
  return services.filter((service) => !scale || service.scale === scale).map(({ name }) => name);
}
