import type { StartedCluster } from "@flotilla/testkit/start-cluster";

/** An object of the cluster, as far as scenarios look at it. */
export interface ClusterObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    /** Another one after each change. */
    readonly resourceVersion: string;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** What there is in a namespace of some kinds, such as `deployments,services`. */
export async function readObjects(
  { kubectl }: StartedCluster,
  namespace: string,
  kinds: string,
): Promise<readonly ClusterObject[]> {
  const text = await kubectl("get", kinds, "--namespace", namespace, "--output=json");
  return (JSON.parse(text) as { readonly items: readonly ClusterObject[] }).items;
}

/** What the pods of each Deployment and StatefulSet are made from, as JSON: a change of it is a rollout. */
export async function readTemplates(cluster: StartedCluster, namespace: string): Promise<ReadonlyMap<string, string>> {
  const objects = await readObjects(cluster, namespace, "deployments,statefulsets");
  return new Map(objects.map(({ metadata, spec }) => [metadata.name, JSON.stringify(spec?.["template"])]));
}

/** Everything in a namespace that can be deleted, as `kind/name`, but for events and what every namespace has. */
export async function listEverything({ kubectl }: StartedCluster, namespace: string): Promise<readonly string[]> {
  const listing = await kubectl("api-resources", "--namespaced", "--verbs=list,delete", "--output=name");
  const kinds = listing.split("\n").filter((kind) => kind !== "" && !/^events\b/.test(kind));
  const names = await kubectl("get", kinds.join(","), "--namespace", namespace, "--output=name");
  const always = ["configmap/kube-root-ca.crt", "serviceaccount/default"];
  return names.split("\n").filter((name) => name !== "" && !always.includes(name));
}

/** Resolves once every Deployment and StatefulSet of the namespace has all its pods, of its newest template. */
export async function waitForRollouts({ kubectl }: StartedCluster, namespace: string): Promise<void> {
  const names = await kubectl("get", "deployments,statefulsets", "--namespace", namespace, "--output=name");
  for (const name of names.split("\n").filter(Boolean)) {
    await kubectl("rollout", "status", name, "--namespace", namespace, "--timeout=120s");
  }
}
