#!/usr/bin/env bash
# `npm run release:tap`: puts the formula that `npm run release:binaries` made on main as Formula/users-cli.rb, which makes of
# this repository a tap of Homebrew. Git must be able to push there; TAP is another repository than that of the manifest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
# shellcheck source=deploy/pipelines/release.env
source deploy/pipelines/release.env
formula=$(realpath "${RELEASE:-dist/release}/users-cli.rb")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

git clone --quiet --depth 1 --branch main "${TAP:-https://github.com/$REPOSITORY.git}" "$scratch"
cd "$scratch"
install -D --mode 644 "$formula" Formula/users-cli.rb
git add Formula/users-cli.rb
if git diff --cached --quiet; then
  echo "main has the formula of users-cli $VERSION already"
  exit 0
fi
git -c user.name=release -c user.email=release@users.noreply.github.com \
  commit --quiet --message "Offer users-cli $VERSION to Homebrew"
git push --quiet origin main
