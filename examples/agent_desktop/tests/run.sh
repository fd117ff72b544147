#!/usr/bin/env bash
# run.sh FOLDER AGENT_DESKTOP TEST.mjs: runs a test in the system's Chromium; FOLDER keeps playwright-core and
# the screenshots. Exit status 77: skipped, with the reason.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1 program=$2 test=$3

browser=
for name in chromium chromium-browser; do
  browser=${browser:-$(command -v "$name" || true)}
done
if [[ -z $browser ]]; then
  echo "agent_desktop: skipped: there is no Chromium (Debian: chromium)"
  exit 77
fi
mkdir -p "$folder"
# Tests that start at once install one behind the other.
exec 9>"$folder/lock"
flock 9
"$here/../../../tests/support/npm_install.sh" agent_desktop playwright-core 18.0 "$here" "$folder"
exec 9>&-

cp "$here"/*.mjs "$folder"
# What others have collected; not part of the repository.
export NAUGHTY_STRINGS=$here/../../../../shared/corpora/naughty-strings.json
export CHROMIUM=$browser AGENT_DESKTOP=$program SCREENSHOTS=$folder/screenshots
cd "$folder"
exec node --test --test-reporter=spec "$test"
