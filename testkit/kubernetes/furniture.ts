/** An object of Kubernetes, as it is applied. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

const className = "standard";
const room = { cpu: "8", memory: "32Gi", pods: "110", "ephemeral-storage": "512Gi" };

/** The class of whoever claims a volume and does not care which. As in kind and in most clouds, it waits for a pod. */
export const storageClass: KubernetesObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: className, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "WaitForFirstConsumer",
};

/** Nodes for kwok, each in a zone of its own. */
export function createNodes(count: number): readonly KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: `node-${index}`,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/hostname": `node-${index}`,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/zone": `zone-${index}`,
      },
    },
    status: { allocatable: room, capacity: room },
  }));
}

/** Volumes that wait to be claimed; nothing is ever written to them. */
export function createVolumes(count: number): readonly KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `volume-${index}` },
    spec: {
      storageClassName: className,
      capacity: { storage: "1Ti" },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: `/nowhere/${index}` },
    },
  }));
}
