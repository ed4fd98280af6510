# What others make and the fleet is run with, in the order of installation: kinds come before what is of them.
# shellcheck shell=bash

# part release namespace repository chart version values
addons=(
  "metrics metrics-server kube-system https://kubernetes-sigs.github.io/metrics-server metrics-server 3.13.1 cluster/values/metrics-server.yaml"
  "monitoring prometheus monitoring https://prometheus-community.github.io/helm-charts prometheus 29.16.0 monitoring/prometheus/values.yaml"
  "monitoring grafana monitoring https://grafana.github.io/helm-charts grafana 10.5.15 monitoring/grafana/values.yaml"
  "logging loki monitoring https://grafana.github.io/helm-charts loki 6.55.0 logging/loki/values.yaml"
  "logging fluent-bit monitoring https://fluent.github.io/helm-charts fluent-bit 0.55.0 logging/fluent-bit/values.yaml"
  "gateway kong kong https://charts.konghq.com ingress 0.24.0 cluster/values/kong.yaml"
)

# each_addon FUNCTION: calls it with the columns of each one whose part is wanted.
each_addon() {
  local line columns
  for line in "${addons[@]}"; do
    read -r -a columns <<<"$line"
    if is_wanted "${columns[0]}"; then "$1" "${columns[@]}"; fi
  done
}

# pod_security NAMESPACE: the Pod Security Standard that what runs there keeps to. Node exporter and Fluent Bit look at the
# machine itself.
pod_security() {
  case "$1" in
    monitoring) printf privileged ;;
    kong) printf baseline ;;
    *) printf restricted ;;
  esac
}
