import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { environments, repository } from "@flotilla/fleet/manifest";
import project from "../../package.json" with { type: "json" };
import { type Manifest, missesHelm, readApplication, readManifests, renderChart, root } from "./test/environment.ts";
import { listMadeSecrets, listWantedSecrets } from "./test/wanted-secrets.ts";

const files = globSync("deploy/gitops/{root.yaml,apps/*.yaml}", { cwd: root });
const manifests = files.flatMap(readManifests);
const applications = manifests.filter(({ kind }) => kind === "Application");
const toSources = ({ spec }: Manifest) => spec["sources"] ?? [spec["source"]];
const waveOf = ({ metadata }: Manifest) => Number(metadata.annotations?.["argocd.argoproj.io/sync-wave"] ?? 0);

describe("Argo CD", () => {
  it("finds paths that are there, in this repository", () => {
    for (const source of applications.flatMap(toSources)) {
      assert.equal(source.repoURL, `https://github.com/${repository}.git`);
      const pattern = join(source.path, source.directory?.include ?? "*.yaml");
      assert.ok(globSync(pattern, { cwd: root }).length > 0, pattern);
      for (const file of source.helm?.valueFiles ?? []) assert.ok(existsSync(join(root, source.path, file)), file);
    }
  });

  it("brings the project first, then who watches, and no environment after another one", () => {
    const waves = Object.groupBy(manifests, (manifest) => String(waveOf(manifest)));
    const names = (wave: number) => waves[wave]!.map(({ metadata }) => metadata.name).sort();
    assert.deepEqual([names(-1), names(1)], [["flotilla"], environments.map(({ name }) => name)]);
    assert.ok(names(0).includes("monitoring"));
  });

  it("deploys what was released, whose image is there, and nothing from a branch", () => {
    for (const { name } of environments) {
      for (const { targetRevision } of toSources(readApplication(name))) {
        assert.match(targetRevision, /^(v\d+\.\d+\.\d+|>=\d+\.\d+\.\d+-0)$/, name);
      }
    }
  });

  it("has no release in production that this one comes before", () => {
    const { release } = environments.find(({ name }) => name === "prod")!;
    const toNumbers = (version: string) => version.split(".").map(Number);
    const [prod, here] = [toNumbers(release.slice(1)), toNumbers(project.version)];
    const first = prod.findIndex((part, place) => part !== here[place]);
    assert.ok(first === -1 || prod[first]! < here[first]!, `${release} is in prod, and this is ${project.version}`);
  });

  it("makes namespaces that hold pods to a standard", () => {
    const enforced = applications
      .filter(({ metadata }) => metadata.name !== "flotilla-root")
      .map(({ metadata, spec }) => [
        metadata.name,
        spec["syncPolicy"].managedNamespaceMetadata.labels["pod-security.kubernetes.io/enforce"],
      ]);
    const restricted = environments.map(({ name }) => [name, "restricted"]);
    assert.deepEqual(enforced.sort(), [...restricted, ["monitoring", "privileged"]].sort());
  });
});

describe("an environment", { skip: missesHelm }, () => {
  for (const { name } of environments) {
    const application = readApplication(name);
    const secrets = readManifests(`deploy/gitops/environments/secrets/${name}.yaml`);

    it(`gets every Secret that the chart takes, key by key: ${name}`, () => {
      const wanted = listWantedSecrets(renderChart(application));
      assert.ok(wanted.size > 0);
      assert.deepEqual(listMadeSecrets(secrets), wanted);
    });

    it(`gets its Secrets before anything that needs them: ${name}`, () => {
      const [last] = secrets.map(waveOf).sort((one, other) => other - one);
      assert.ok(last! < 0 && renderChart(application).every((manifest) => waveOf(manifest) >= 0));
    });

    it(`reads of Vault what is its own: ${name}`, () => {
      const [store] = secrets.filter(({ kind }) => kind === "SecretStore");
      assert.equal(store!["spec"].provider.vault.auth.kubernetes.role, `flotilla-${name}`);
      const data = secrets.filter(({ kind }) => kind === "ExternalSecret").flatMap(({ spec }) => spec["data"]);
      for (const { remoteRef } of data) assert.ok(remoteRef.key.startsWith(`flotilla/${name}/`), remoteRef.key);
    });

    it(`has a way in, with a certificate for each of its names: ${name}`, () => {
      const rendered = renderChart(application);
      const [ingress] = rendered.filter(({ kind }) => kind === "Ingress");
      const also = ingress!.metadata.annotations?.["cert-manager.io/alt-names"]?.split(",") ?? [];
      const certified = [...ingress!["spec"].tls.flatMap(({ hosts }: { hosts: string[] }) => hosts), ...also];
      const routes = rendered.filter(({ kind }) => kind === "HTTPRoute" || kind === "GRPCRoute");
      const named = [
        ...ingress!["spec"].rules.map(({ host }: { host: string }) => host),
        ...routes.flatMap(({ spec }) => spec["hostnames"]),
      ];
      assert.deepEqual([...new Set(named)].sort(), certified.sort());
    });

    it(`makes nothing of the whole cluster but what the project allows: ${name}`, () => {
      const [{ spec }] = readManifests("deploy/gitops/apps/project.yaml") as [Manifest];
      const allowed = spec["clusterResourceWhitelist"].map(({ kind }: { kind: string }) => kind);
      const made = renderChart(application).filter(({ metadata }) => metadata.namespace === undefined);
      assert.deepEqual(
        made.map(({ kind }) => kind).filter((kind) => !allowed.includes(kind)),
        [],
      );
    });
  }
});
