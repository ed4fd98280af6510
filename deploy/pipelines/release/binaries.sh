#!/usr/bin/env bash
# `npm run release:binaries`: users-cli as an archive, its checksum, and the formula by which Homebrew installs it; all in
# dist/release. It is one file for every machine that has Node 20.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env
export DIST="${DIST:-$PWD/dist}"
release="${RELEASE:-dist/release}"
archive="users-cli-$VERSION.tar.gz"

npm run --silent build -- users-cli
mkdir -p "$release"
npm run --silent notice >"$DIST/NOTICE"
cp LICENSE "$DIST/"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$(git show -s --format=%cI HEAD)" \
  --create --directory "$DIST" LICENSE NOTICE users-cli.mjs lib/users-cli.mjs | gzip --no-name >"$release/$archive"
(cd "$release" && sha256sum "$archive" >sha256sums.txt)
sum=$(cut -d ' ' -f 1 "$release/sha256sums.txt")
sed -e "s|@VERSION@|$VERSION|g" -e "s|@SHA256@|$sum|g" -e "s|@REPOSITORY@|$REPOSITORY|g" \
  deploy/homebrew/users-cli.rb.template >"$release/users-cli.rb"
