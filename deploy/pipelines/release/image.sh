#!/usr/bin/env bash
# `npm run release:image -- build|push|sign`: the image of the fleet, under the name that fleet/manifest.ts gives it. TAG is
# its version unless it says otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env

name="$REGISTRY/$REPOSITORY"
tag="${TAG:-$VERSION}"

build() {
  docker build --file deploy/image/Dockerfile --tag "$name:$tag" \
    --build-arg "VERSION=$tag" --build-arg "COMMIT=$(git rev-parse --short=12 HEAD)" \
    --build-arg "DATE=$(git show -s --format=%cI HEAD)" .
}

# Signs the image that was pushed, by its digest, and what is in it: a tag can be moved after it was signed.
sign() {
  local digest
  digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$name:$tag" | grep -m 1 "^$name@")
  cosign sign --yes "$digest"
  mkdir -p dist
  npm sbom --package-lock-only --omit dev --sbom-format cyclonedx >dist/sbom.json
  cosign attest --yes --type cyclonedx --predicate dist/sbom.json "$digest"
}

case "${1:-}" in
  build) build ;;
  push) build && docker push "$name:$tag" ;;
  sign) sign ;;
  *) echo "usage: npm run release:image -- build|push|sign" >&2 && exit 2 ;;
esac
