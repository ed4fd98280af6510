#!/usr/bin/env bash
# `npm run release:image -- build|push|sbom|sign`: the image of the fleet, under the name that fleet/manifest.ts gives it. TAG
# is its version unless it says otherwise. What is to be attached to the release goes to dist/release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env

name="$REGISTRY/$REPOSITORY"
tag="${TAG:-$VERSION}"
release="${RELEASE:-dist/release}"

build() {
  docker build --file deploy/image/Dockerfile --tag "$name:$tag" \
    --build-arg "SOURCE=$SOURCE" --build-arg "VERSION=$tag" --build-arg "COMMIT=$(git rev-parse --short=12 HEAD)" \
    --build-arg "DATE=$(git show -s --format=%cI HEAD)" .
}

# The tags that move with a release: 1.2, 1 and latest, each while there is no newer one of its line.
moving_tags() {
  local line newest
  for line in "${VERSION%.*}" "${VERSION%%.*}" ""; do
    newest=$(git tag --list "v${line:+$line.}*" --sort=-version:refname | grep -m 1 -xE 'v[0-9]+\.[0-9]+\.[0-9]+' || true)
    [[ "$newest" != "v$VERSION" ]] || echo "${line:-latest}"
  done
}

push() {
  local moving
  docker push "$name:$tag"
  [[ "$tag" == "$VERSION" ]] || return 0
  for moving in $(moving_tags); do
    docker tag "$name:$tag" "$name:$moving"
    docker push "$name:$moving"
  done
}

# The bill of materials that is in the image, which its own build wrote.
sbom() {
  local container
  mkdir -p "$release"
  container=$(docker create "$name:$tag")
  docker cp "$container:/usr/share/doc/flotilla/sbom.cdx.json" "$release/sbom.cdx.json"
  docker rm "$container" >/dev/null
}

# Signs the image that was pushed, by its digest, and what is in it: a tag can be moved after it was signed.
sign() {
  local digest
  digest=$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$name:$tag" | grep -m 1 "^$name@")
  cosign sign --yes "$digest"
  cosign attest --yes --type cyclonedx --predicate "$release/sbom.cdx.json" "$digest"
}

case "${1:-}" in
  build) build ;;
  push) build && push ;;
  sbom) sbom ;;
  sign) sbom && sign ;;
  *) echo "usage: npm run release:image -- build|push|sbom|sign" >&2 && exit 2 ;;
esac
