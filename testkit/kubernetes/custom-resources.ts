/** A Go module that carries definitions of custom resources, and the folder in it. */
export interface CustomResourceSource {
  readonly module: string;
  readonly folder: string;
  /** Which of the folder's files. Default: all. */
  readonly files?: readonly string[];
}

/** The custom resources of others that the chart can make. Kong's are in kong.yaml. */
export const sources: readonly CustomResourceSource[] = [
  { module: "sigs.k8s.io/gateway-api@v1.4.1", folder: "config/crd/standard" },
  { module: "github.com/cert-manager/cert-manager@v1.21.2", folder: "deploy/crds" },
  {
    module: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
    folder: "example/prometheus-operator-crd",
    files: ["podmonitors", "prometheusrules", "servicemonitors"].map((name) => `monitoring.coreos.com_${name}.yaml`),
  },
  {
    module: "k8s.io/autoscaler/vertical-pod-autoscaler@v1.7.3",
    folder: "deploy",
    files: ["vpa-v1-crd-gen.yaml"],
  },
];
