#!/usr/bin/env bash
# Installs what is missing, builds crmlink with sanitizers and runs all tests.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/cmake/stages.sh"

real=(--real)
case ${1-} in
  --help | -h)
    cat <<'TEXT'
usage: tests/run.sh [--no-real] [CTEST-ARGUMENT...]

Installs missing packages, Redmine and Tryton among them unless --no-real is first (their tests are
skipped then, with the reason), builds into build/dev (AddressSanitizer, UndefinedBehaviorSanitizer),
build/fuzz (Clang, libFuzzer) and build/bench (optimised), then runs all tests. The arguments go
to ctest:

  tests/run.sh                 everything
  tests/run.sh -R template     tests whose name matches
  tests/run.sh -LE 'package|fuzz|checks|bench'    only the unit, loopback and real tests
TEXT
    exit 0
    ;;
  --no-real)
    real=()
    shift
    ;;
esac

cd "$root"
jobs=$(build_jobs)
stages_total 5

stage "Packages"
cmake/install-deps.sh --tests "${real[@]}"

stage "Library and tests with sanitizers (build/dev)"
configure dev
job cmake --build --preset dev --parallel "$jobs" --target all all_verify_interface_header_sets

stage "Fuzz targets (build/fuzz)"
configure fuzz
job cmake --build --preset fuzz --parallel "$jobs"

stage "Programs whose cost is measured (build/bench)"
configure bench
job cmake --build --preset bench --parallel "$jobs" --target exchange_bench crmlink_cli

stage "Tests"
job ctest --preset dev --parallel "$jobs" "$@"
