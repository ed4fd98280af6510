#!/usr/bin/env bash
# Installs the fleet, its stores and all that it stands on into a cluster, in the order in which they need each other. Run
# it again to mend or to change an installation: what is there stays, secrets above all.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/cluster/target.sh
source "$here/target.sh"
# shellcheck source=deploy/cluster/addons.sh
source "$here/addons.sh"

deploy=$(dirname "$here")
chart="$deploy/chart/flotilla"
without=" "
# What is said here, on standard input, and then in the files of --values; the last word counts.
values=(--values -)
local_image=false

usage() {
  cat <<'TEXT'
Usage: deploy/cluster/install.sh [option …]

Installs the fleet into the minikube or kind that kubectl points at.

  --context NAME      another cluster: the context of kubectl, by its name
  --namespace NAME    of the fleet (default: flotilla)
  --values FILE       values for the chart; may be said more than once
  --without PART      metrics, monitoring, logging, gateway or test; may be said more than once
  --local-image       puts the image that Docker has into the cluster's nodes, and pulls none
  --timeout DURATION  until every part must be ready (default: 10m)

HELM names the helm to use (default: helm). Remove all of it with deploy/cluster/uninstall.sh.
TEXT
}

read_options() {
  while (($# > 0)); do
    case "$1" in
      --context) context=$(argument "$@"); shift ;;
      --namespace) namespace=$(argument "$@"); shift ;;
      --values) values+=(--values "$(argument "$@")"); shift ;;
      --without) without+="$(argument "$@") "; shift ;;
      --timeout) timeout=$(argument "$@"); shift ;;
      --local-image) local_image=true ;;
      --help) usage && exit 0 ;;
      *) fail "there is no option $1; --help lists them" ;;
    esac
    shift
  done
}

# is_wanted PART
is_wanted() { [[ "$without" != *" $1 "* ]]; }

# create_namespace NAME: a namespace that is there keeps what it has.
create_namespace() {
  kube get namespace "$1" >/dev/null 2>&1 && return
  kube create -f - <<MANIFEST
apiVersion: v1
kind: Namespace
metadata:
  name: $1
  labels:
    app.kubernetes.io/managed-by: flotilla-install
    pod-security.kubernetes.io/enforce: $(pod_security "$1")
    pod-security.kubernetes.io/warn: $(pod_security "$1")
MANIFEST
}

# install_addon PART RELEASE NAMESPACE REPOSITORY CHART VERSION VALUES
install_addon() {
  say "== $2 $6"
  create_namespace "$3"
  run_helm upgrade --install "$2" "$5" --repo "$4" --version "$6" --namespace "$3" \
    --values "$deploy/$7" --wait --timeout "$timeout"
}

# keep_secret NAME LINE …: a Secret for what watches, made of lines of YAML unless it is there.
keep_secret() {
  kube get secret "$1" --namespace monitoring >/dev/null 2>&1 && return
  kube create -f - <<MANIFEST
apiVersion: v1
kind: Secret
metadata:
  name: $1
  namespace: monitoring
stringData:
$(printf '  %s\n' "${@:2}")
MANIFEST
}

# Rules, dashboards, Jaeger, the password of Grafana's one user and where alerts go: the charts want them to be there.
prepare_monitoring() {
  create_namespace monitoring
  kube apply --server-side --namespace monitoring --kustomize "$deploy/monitoring"
  kube apply --server-side --namespace monitoring --filename "$here/jaeger.yaml"
  keep_secret grafana-admin "user: admin" "password: $(head -c 24 /dev/urandom | base64 | tr '+/' '-_')"
  # Nobody is told until these are the addresses of a webhook of Slack, and of a dead man's switch.
  keep_secret alertmanager-receivers "slack_url: https://slack.invalid/" "watchdog_url: https://watchdog.invalid/"
}

# is_nobody KEY: whether a receiver still has the address that it is made with.
is_nobody() {
  local address
  address=$(kube get secret alertmanager-receivers --namespace monitoring --output "jsonpath={.data.$1}" | base64 -d)
  [[ "$address" == "" || "$address" == *.invalid/ ]]
}

# Alerts that go nowhere look like a quiet night.
say_who_is_told() {
  local how="of the Secret alertmanager-receivers in the namespace monitoring; deploy/monitoring/README.md tells how"
  if is_nobody slack_url; then say "== NOBODY IS TOLD of alerts: put a webhook of Slack into slack_url $how"; fi
  if is_nobody watchdog_url; then say "== NOBODY NOTICES when alerting is away: put a dead man's switch into watchdog_url $how"; fi
}

has_kind() { kube get customresourcedefinition "$1" >/dev/null 2>&1; }

# The chart makes use of what the cluster has.
print_values() {
  printf 'secrets: { generate: true }\n'
  if [[ "$local_image" == true ]]; then printf 'image: { pullPolicy: Never }\n'; fi
  if is_wanted monitoring; then printf 'tracing: { endpoint: "http://jaeger.monitoring:4318" }\n'; fi
  if has_kind kongplugins.configuration.konghq.com; then
    printf 'kong: { enabled: true }\ningress: { enabled: true, className: kong }\n'
  fi
  if has_kind servicemonitors.monitoring.coreos.com; then printf 'metrics: { serviceMonitor: { enabled: true } }\n'; fi
}

put_image_into_nodes() {
  local image
  image=$(print_values | run_helm template "$release" "$chart" "${values[@]}" |
    awk '$1 == "image:" && /flotilla/ && !found++ { gsub("\"", "", $2); print $2 }')
  say "== $image"
  case "$context" in
    kind-*) kind load docker-image "$image" --name "${context#kind-}" ;;
    *) minikube --profile "$context" image load "$image" ;;
  esac
}

install_fleet() {
  say "== the fleet, and its stores"
  create_namespace "$namespace"
  print_values | run_helm upgrade --install "$release" "$chart" --namespace "$namespace" "${values[@]}" \
    --wait --timeout "$timeout"
}

read_options "$@"
require_tools kubectl "$helm"
require_context
if is_wanted monitoring; then prepare_monitoring; fi
each_addon install_addon
[[ "$local_image" == false ]] || put_image_into_nodes
install_fleet
if is_wanted test; then run_helm test "$release" --namespace "$namespace" --timeout "$timeout"; fi
say "== installed into '$context': kubectl --context $context --namespace $namespace get pods"
if is_wanted monitoring; then say_who_is_told; fi
