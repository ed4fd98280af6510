import type { Manifest } from "./render-chart.ts";

/** An environment variable of a container. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

/** A container, as far as tests look into it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly [field: string]: unknown;
}

/** A pod, as far as tests look into it. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly [kind: string]: unknown }[];
  readonly terminationGracePeriodSeconds?: number;
  readonly affinity?: {
    readonly podAffinity: { readonly requiredDuringSchedulingIgnoredDuringExecution: readonly object[] };
  };
}

/** The pod that a workload, a CronJob or a Pod itself makes. */
export function toPod({ kind, ...manifest }: Manifest): PodSpec {
  if (kind === "Pod") return manifest["spec"] as PodSpec;
  const spec = manifest["spec"] as Nested;
  return (kind === "CronJob" ? spec.jobTemplate.spec : spec).template.spec;
}

interface Template {
  readonly template: { readonly spec: PodSpec };
}

interface Nested extends Template {
  readonly jobTemplate: { readonly spec: Template };
}

/**
 * The environment that a container gets, with `secrets` by the names of their Secrets and `$(…)` written out, as the kubelet
 * does it. Throws where it names a ConfigMap that there is none of.
 */
export function toEnvironment(
  container: Container,
  manifests: readonly Manifest[],
  secrets: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMapRef.name);
    Object.assign(environment, map!["data"]);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const text = valueFrom ? (secrets[valueFrom.secretKeyRef.name] ?? "secret") : (value ?? "");
    environment[name] = text.replaceAll(/\$\((\w+)\)/g, (whole, other: string) => environment[other] ?? whole);
  }
  return environment;
}
