# Which cluster is meant, for install.sh and uninstall.sh, and the tools that reach it.
# shellcheck shell=bash

# What is asked for by options.
context=""
namespace=flotilla
release=flotilla
timeout=10m
# The helm to use, such as helm3 beside a helm 4.
helm="${HELM:-helm}"

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 2
}

# argument NAME [VALUE]: the value of an option, or an end with complaint where there is none.
argument() {
  [[ -n "${2:-}" ]] || fail "$1 wants a value; --help tells more"
  printf '%s' "$2"
}

require_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is not on PATH"
  done
}

# A cluster on this machine may be taken for granted; any other has to be named, so that nobody installs into production
# because kubectl happened to point there.
require_context() {
  if [[ -z "$context" ]]; then
    context=$(kubectl config current-context 2>/dev/null) || fail "kubectl points at no cluster; start one: minikube start --cpus=4 --memory=8g"
    case "$context" in
      minikube | kind-*) ;;
      *) fail "kubectl points at '$context', which is neither minikube nor kind; if it is meant: --context $context" ;;
    esac
  fi
  kube version --request-timeout 20s >/dev/null || fail "the cluster of the context '$context' does not answer"
}

kube() { kubectl --context "$context" "$@"; }

run_helm() { "$helm" --kube-context "$context" "$@"; }
