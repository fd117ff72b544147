#!/usr/bin/env bash
# Builds the benchmarks and prints one table: crmlink against raw Beast, libcurl and the least it can cost.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/cmake/stages.sh"

case ${1-} in
  --help | -h)
    cat <<'TEXT'
usage: tests/bench/run.sh [--rounds N] [--only REGEX] [--markdown FILE]

Installs missing packages, builds into build/bench and build/release-shared, measures on two processors
of this machine and prints the table. Takes some 10 minutes once built; a quiet machine gives steadier times.

  --rounds N        how often the clients take turns; the default is 15
  --only REGEX      only rows whose group or name matches: --only 'plain, 64'
  --markdown FILE   also puts the table into FILE, between its marks: docs/performance.md
TEXT
    exit 0
    ;;
esac

cd "$root"
jobs=$(build_jobs)
stages_total 3

stage "Packages"
cmake/install-deps.sh --bench

stage "Benchmarks (build/bench) and shared library (build/release-shared)"
configure bench
job cmake --build --preset bench --parallel "$jobs"
configure release-shared
job cmake --build --preset release-shared --parallel "$jobs" --target crmlink

stage "Measurements"
PYTHONDONTWRITEBYTECODE=1 job python3 tests/bench/table.py "$@"
