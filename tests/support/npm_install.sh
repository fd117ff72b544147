#!/usr/bin/env bash
# npm_install.sh SYSTEM PACKAGE NODE SOURCE FOLDER: installs in FOLDER what SOURCE/package.json asks for, once per
# version; PACKAGE is the one that it is about, NODE the least version of Node.js (18.5). Exit status 77: it
# can't be had here.
set -euo pipefail
system=$1 package=$2 least=$3 source=$(realpath "$4") folder=$5

say() { printf '%s: %s\n' "$system" "$*"; }
skip() { say "skipped: $*"; exit 77; }

command -v node >/dev/null || skip "there is no node (Debian: nodejs)"
node -e 'const number = (v) => v.split(".").slice(0, 2).reduce((a, b) => a * 1000 + Number(b), 0);
         process.exit(number(process.versions.node) >= number(process.argv[1]) ? 0 : 1)' "$least" ||
  skip "$package needs Node.js $least or later, this is $(node --version)"

mkdir -p "$folder"
cd "$folder"
if cmp -s "$source/package.json" installed.json; then
  say "already installed"
  exit 0
fi
command -v npm >/dev/null || skip "there is no npm (Debian: npm)"

rm -rf node_modules installed.json
cp "$source/package.json" package.json
wanted=$(node -p 'require("./package.json").dependencies[process.argv[1]]' "$package")
say "installing $package $wanted by npm"
# No install scripts: what they would build or fetch is optional here.
if ! npm install --no-audit --no-fund --no-package-lock --no-update-notifier --ignore-scripts \
    --omit=optional >npm.log 2>&1; then
  npm view "$package@$wanted" version >/dev/null 2>&1 || skip "npm reaches no registry"
  grep -E 'npm (ERR!|error) code' npm.log >&2 || true
  say "npm failed; see $folder/npm.log" >&2
  exit 1
fi
cp package.json installed.json
