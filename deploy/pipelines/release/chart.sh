#!/usr/bin/env bash
# `npm run release:chart -- package|push`: the chart as an archive in dist/release, and in the registry beside the image. Where
# `npm run release:lock` has been there, the chart runs the image by its digest, and dist/release/flotilla.yaml, for kubectl
# alone, has the digests of all images.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env
helm="${HELM:-helm}"
release="${RELEASE:-dist/release}"
lock="$release/images.lock"

package() {
  local scratch
  mkdir -p "$release"
  scratch=$(mktemp -d)
  cp -R deploy/chart/flotilla "$scratch"
  cp deploy/rendered/flotilla.yaml "$scratch/flotilla.yaml"
  [[ ! -e "$lock" ]] || pin "$scratch"
  "$helm" lint --strict "$scratch/flotilla"
  "$helm" package "$scratch/flotilla" --version "$VERSION" --app-version "$VERSION" --destination "$release"
  mv "$scratch/flotilla.yaml" "$release/"
  rm -r "$scratch"
}

# Writes the digests of images.lock into the chart and the manifest in the folder $1.
pin() {
  local line image digest own="$REGISTRY/$REPOSITORY:$VERSION"
  digest=$(sed -n "s|^$own@||p" "$lock")
  [[ -n "$digest" ]] || { echo "$lock does not name $own: push the image before the lock is made" >&2 && exit 1; }
  sed -i "/^image:/,/^[a-z]/s|^  digest: \"\"\$|  digest: $digest|" "$1/flotilla/values.yaml"
  while IFS= read -r line; do
    image="${line%@*}"
    sed -i -E "s|^( *(- )?image: \"?)${image//./\\.}(\"?)\$|\\1$line\\3|" "$1/flotilla.yaml"
  done <"$lock"
}

case "${1:-}" in
  package) package ;;
  push) package && "$helm" push "$release/flotilla-$VERSION.tgz" "oci://$REGISTRY/${REPOSITORY%/*}/charts" ;;
  *) echo "usage: npm run release:chart -- package|push" >&2 && exit 2 ;;
esac
