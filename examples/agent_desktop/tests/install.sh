#!/usr/bin/env bash
# install.sh FOLDER: installs playwright-core there, once per version. Exit status 77: it can't be had here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1

say() { printf 'agent_desktop: %s\n' "$*"; }
skip() { say "skipped: $*"; exit 77; }

command -v node >/dev/null || skip "there is no node (Debian: nodejs)"
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' ||
  skip "playwright-core needs Node.js 18 or later, this is $(node --version)"

mkdir -p "$folder"
cd "$folder"
if cmp -s "$here/package.json" installed.json; then
  say "already installed"
  exit 0
fi
command -v npm >/dev/null || skip "there is no npm (Debian: npm)"

rm -rf node_modules installed.json
cp "$here/package.json" package.json
wanted=$(node -p 'require("./package.json").dependencies["playwright-core"]')
say "installing playwright-core $wanted by npm"
# No install scripts, and no browser: the test takes the system's.
if ! npm install --no-audit --no-fund --no-package-lock --no-update-notifier --ignore-scripts \
    --omit=optional >npm.log 2>&1; then
  npm view "playwright-core@$wanted" version >/dev/null 2>&1 || skip "npm reaches no registry"
  grep -E 'npm (ERR!|error) code' npm.log >&2 || true
  say "npm failed; see $folder/npm.log" >&2
  exit 1
fi
cp package.json installed.json
