#!/usr/bin/env bash
# `npm run release:chart -- package|push`: the chart as an archive in dist/, and in the registry beside the image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env
helm="${HELM:-helm}"

package() {
  "$helm" lint --strict deploy/chart/flotilla
  "$helm" package deploy/chart/flotilla --version "$VERSION" --app-version "$VERSION" --destination dist
}

case "${1:-}" in
  package) package ;;
  push) package && "$helm" push "dist/flotilla-$VERSION.tgz" "oci://$REGISTRY/${REPOSITORY%/*}/charts" ;;
  *) echo "usage: npm run release:chart -- package|push" >&2 && exit 2 ;;
esac
