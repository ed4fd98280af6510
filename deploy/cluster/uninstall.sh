#!/usr/bin/env bash
# Removes what install.sh installed. Volumes and secrets stay until somebody says that they may go.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/cluster/target.sh
source "$here/target.sh"
# shellcheck source=deploy/cluster/addons.sh
source "$here/addons.sh"

volumes=ask
with_addons=false

usage() {
  cat <<'TEXT'
Usage: deploy/cluster/uninstall.sh [option …]

Removes the fleet from the minikube or kind that kubectl points at.

  --context NAME      another cluster: the context of kubectl, by its name
  --namespace NAME    of the fleet (default: flotilla)
  --volumes WHAT      keep or delete; without it you are asked, and nobody there to ask means keep
  --addons            removes metrics, monitoring, logging and gateway as well, with rules and dashboards; their
                      kinds stay, and their volumes, secrets and namespaces unless those of the fleet are deleted
  --timeout DURATION  until every part must be gone (default: 10m)
TEXT
}

read_options() {
  while (($# > 0)); do
    case "$1" in
      --context) context=$(argument "$@"); shift ;;
      --namespace) namespace=$(argument "$@"); shift ;;
      --volumes) volumes=$(argument "$@"); shift ;;
      --timeout) timeout=$(argument "$@"); shift ;;
      --addons) with_addons=true ;;
      --help) usage && exit 0 ;;
      *) fail "there is no option $1; --help lists them" ;;
    esac
    shift
  done
  [[ "$volumes" =~ ^(ask|keep|delete)$ ]] || fail "--volumes is keep or delete, not $volumes"
}

is_wanted() { true; }

# uninstall RELEASE NAMESPACE
uninstall() { run_helm uninstall "$1" --namespace "$2" --ignore-not-found --wait --timeout "$timeout"; }

# uninstall_addon PART RELEASE NAMESPACE …
uninstall_addon() {
  say "== $2"
  uninstall "$2" "$3"
  if [[ "$volumes" == delete ]]; then delete_namespace "$3"; fi
}

# delete_namespace NAME: unless somebody else made it, or still has a release there.
delete_namespace() {
  [[ -z "$(run_helm list --namespace "$1" --short)" ]] || return 0
  kube delete namespace --selector app.kubernetes.io/managed-by=flotilla-install \
    --field-selector "metadata.name=$1" --timeout "$timeout"
}

may_delete_volumes() {
  local answer=""
  if [[ "$volumes" == ask && -t 0 ]]; then
    say "Delete the volumes and secrets of '$namespace' in '$context', with all that the fleet knows?"
    read -r -p "Type $namespace to delete them: " answer
  fi
  [[ "$volumes" == delete || "$answer" == "$namespace" ]]
}

delete_volumes() {
  local ours=(--selector "app.kubernetes.io/instance=$release" --namespace "$namespace" --timeout "$timeout")
  kube delete persistentvolumeclaim,secret "${ours[@]}"
  delete_namespace "$namespace"
}

# Rules, dashboards and Jaeger, which install.sh applied before the charts that read them.
remove_addons() {
  each_addon uninstall_addon
  kube delete --kustomize "$here/../monitoring" --namespace monitoring --ignore-not-found --timeout "$timeout"
  kube delete --filename "$here/jaeger.yaml" --namespace monitoring --ignore-not-found --timeout "$timeout"
}

read_options "$@"
require_tools kubectl "$helm"
require_context
say "== the fleet, and its stores"
uninstall "$release" "$namespace"
if may_delete_volumes; then
  volumes=delete
  delete_volumes
else
  say "volumes and secrets stay in '$namespace'; install.sh takes them up again"
fi
[[ "$with_addons" == false ]] || remove_addons
