#!/usr/bin/env bash
# Installs what is missing, builds crmlink and its examples, and runs the main one, examples/ivr.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/stages.sh"

case ${1-} in
  --help | -h)
    cat <<'TEXT'
usage: examples/run.sh [ARGUMENT...]

Installs missing packages, builds into build/release and plays calls that query a CRM web service while
they run. The arguments go to build/release/examples/ivr/ivr; `examples/run.sh -- --help` lists them.
TEXT
    exit 0
    ;;
  --) shift ;;
esac

jobs=$(build_jobs)
stages_total 3

stage "Packages"
"$root/cmake/install-deps.sh"

stage "Library and examples (build/release)"
cd "$root"
configure release
job cmake --build --preset release --parallel "$jobs"
cd - >/dev/null

stage "Calls"
exec "$root/build/release/examples/ivr/ivr" "$@"
