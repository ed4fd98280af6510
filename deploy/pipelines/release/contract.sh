#!/usr/bin/env bash
# `npm run release:contract`: the contract as a package of npm with a version of its own, contract/package.json's: code for
# JavaScript and types, the .proto files, and the image that buf compares with. In dist/release, as an archive. A change that
# breaks callers of the last release (the newest tag contract-v…) wants a new major version.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env
release=$(realpath --canonicalize-missing "${RELEASE:-dist/release}")
package=$(mktemp -d)
trap 'rm -rf "$package"' EXIT
version=$(node --print 'require("./contract/package.json").version')

last_release() {
  git tag --list 'contract-v*' --sort=-version:refname | grep -vx "contract-v$version" | head -n 1
}

must_not_break() {
  local last="$1" image="$package/image.binpb"
  git show "$last:contract/image.binpb" >"$image"
  (cd contract && buf breaking proto --against "$image") && return
  [[ "${version%%.*}" != "$(sed -E 's/contract-v([0-9]+).*/\1/' <<<"$last")" ]] && return
  echo "the contract breaks callers of $last: contract/package.json needs a new major version, not $version" >&2
  return 1
}

generate() {
  (cd contract && buf generate --template "{
    version: v2, clean: true, inputs: [{directory: .}],
    plugins: [{local: protoc-gen-es, out: $package/gen, opt: [target=js+dts, import_extension=js]}]
  }")
  (cd contract && buf build proto --output "$package/image.binpb")
}

describe() {
  cp -R contract/proto LICENSE "$package/"
  cp deploy/pipelines/release/contract.md "$package/README.md"
  node deploy/pipelines/release/contract-package.mjs "$REPOSITORY" >"$package/package.json"
}

npm run --silent gen -- --gather
last=$(last_release || true)
[[ -z "$last" ]] || must_not_break "$last"
generate
describe
mkdir -p "$release"
cd "$package"
npm pack --silent --pack-destination "$release"
