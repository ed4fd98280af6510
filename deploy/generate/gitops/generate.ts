// What Argo CD reads: one Application that brings all others, and for each environment its Secrets and the chart.
import type { Environment } from "@flotilla/fleet/manifest";
import type { Fleet } from "../fleet.ts";
import type { Generator } from "../generator.ts";
import { toYaml } from "../to-yaml.ts";
import { secretsFolder, toSecrets } from "./secrets.ts";

const folder = "deploy/gitops";
const server = "https://kubernetes.default.svc";

/** deploy/gitops, but for the values of each environment, which are written by hand. */
export const generateGitops: Generator = (fleet) => [
  { path: `${folder}/root.yaml`, text: toYaml(toRoot(fleet)) },
  { path: `${folder}/apps/project.yaml`, text: toYaml(toProject(fleet)) },
  { path: `${folder}/apps/monitoring.yaml`, text: toYaml(toMonitoring(fleet)) },
  ...fleet.environments.flatMap((environment) => [
    { path: `${folder}/apps/${environment.name}.yaml`, text: toYaml(toApplication(fleet, environment)) },
    { path: `${secretsFolder}/${environment.name}.yaml`, text: toYaml(...toSecrets(fleet, environment)) },
  ]),
];

/** The one that is applied by hand, once. */
function toRoot(fleet: Fleet): object {
  return {
    ...toHead("Application", "flotilla-root"),
    spec: {
      project: "default",
      source: { ...toSource(fleet), path: `${folder}/apps` },
      destination: { server, namespace: "argocd" },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}

/** What the fleet's Applications may touch: their own namespaces, from this repository. */
function toProject(fleet: Fleet): object {
  const { metadata, ...head } = toHead("AppProject", "flotilla", -1);
  return {
    ...head,
    metadata: { ...metadata, finalizers: undefined },
    spec: {
      sourceRepos: [toSource(fleet).repoURL],
      destinations: ["flotilla-*", "monitoring"].map((namespace) => ({ server, namespace })),
      clusterResourceWhitelist: [
        { group: "", kind: "Namespace" },
        { group: "configuration.konghq.com", kind: "KongClusterPlugin" },
      ],
    },
  };
}

function toMonitoring(fleet: Fleet): object {
  return {
    ...toHead("Application", "monitoring", 0),
    spec: {
      project: "flotilla",
      source: { ...toSource(fleet), path: "deploy/monitoring" },
      ...toTarget("monitoring", "privileged"),
    },
  };
}

/** All environments are of one wave: that one is unwell must not keep another one from being mended. */
function toApplication(fleet: Fleet, { name, release }: Environment): object {
  const source = toSource(fleet, release);
  const valueFiles = ["../../gateway/recipes/kong.yaml", `../../gitops/environments/${name}.yaml`];
  return {
    ...toHead("Application", name, 1),
    spec: {
      project: "flotilla",
      sources: [
        { ...source, path: secretsFolder, directory: { include: `${name}.yaml` } },
        { ...source, path: "deploy/chart/flotilla", helm: { valueFiles } },
      ],
      ...toTarget(`flotilla-${name}`, "restricted"),
      // Replicas are the autoscaler's business.
      ignoreDifferences: [{ group: "apps", kind: "Deployment", jsonPointers: ["/spec/replicas"] }],
    },
  };
}

function toHead(kind: string, name: string, wave?: number) {
  const annotations = {
    // What the cluster itself adds to an object is no difference.
    ...(kind === "Application" && { "argocd.argoproj.io/compare-options": "ServerSideDiff=true" }),
    ...(wave !== undefined && { "argocd.argoproj.io/sync-wave": String(wave) }),
  };
  const finalizers = ["resources-finalizer.argocd.argoproj.io"];
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind,
    metadata: { name, namespace: "argocd", finalizers, annotations },
  };
}

function toSource({ source }: Fleet, targetRevision = "main") {
  return { repoURL: `${source}.git`, targetRevision };
}

function toTarget(namespace: string, podSecurity: string) {
  const labels = ["enforce", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity]);
  return {
    destination: { server, namespace },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      managedNamespaceMetadata: { labels: Object.fromEntries(labels) },
      syncOptions: ["CreateNamespace=true", "ServerSideApply=true"],
      retry: { limit: 5, backoff: { duration: "10s", factor: 2, maxDuration: "5m" } },
    },
  };
}
