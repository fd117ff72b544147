#!/usr/bin/env bash
# Installs the Debian packages that crmlink needs and that are missing.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: cmake/install-deps.sh [--tests] [--bench] [--dry-run]

Installs what building crmlink, its command-line tool and its examples needs from Debian's packages.
Asks for root (sudo) only when something is missing, never removes a package, changes nothing when all
is there.

  --tests    also what the tests need: Catch2, Google Benchmark, valgrind, http-parser, Clang 19,
             Python, Node.js, prometheus-cpp
  --bench    also what the benchmarks need: Google Benchmark, valgrind, Python, libcurl to compare with
  --dry-run  only say what is missing; exit status 1 when something is
  --help     this text
TEXT
}

# Boost's versioned packages: the unversioned ones bring another Boost on some releases.
build_packages=(
  g++ cmake ninja-build pkg-config ccache
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libssl-dev libc-ares-dev zlib1g-dev libcli11-dev
)
test_packages=(
  catch2 libbenchmark-dev valgrind libhttp-parser-dev
  clang-19 libclang-rt-19-dev clang-tidy-19 clang-format-19
  python3 python3-jsonschema openssl nodejs npm prometheus-cpp-dev
)
bench_packages=(libbenchmark-dev valgrind python3 libcurl4-openssl-dev)

say() { printf 'install-deps: %s\n' "$*"; }
fail() { printf 'install-deps: %s\n' "$*" >&2; exit 1; }

# Some tools often come from elsewhere, and Debian's package then conflicts with what is there.
present_without_package() {
  case $1 in
    nodejs) command -v node ;;
    npm) command -v npm ;;
    python3-jsonschema) python3 -W ignore -c 'import jsonschema' ;;
    *) false ;;
  esac >/dev/null 2>&1
}

# Prints those of the packages given that are missing, one a line.
missing_of() {
  local installed package
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p') || true
  for package in "$@"; do
    grep -qxF "$package" <<<"$installed" || present_without_package "$package" ||
      printf '%s\n' "$package"
  done
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "root is needed to install packages, and there is no sudo; run as root: $*"
  fi
}

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends --no-remove "$@"
}

update_lists() {
  say "updating the package lists (apt-get update)"
  as_root apt-get update -q
}

main() {
  local packages=("${build_packages[@]}") dry_run=false argument
  for argument in "$@"; do
    case $argument in
      --tests) packages+=("${test_packages[@]}") ;;
      --bench) packages+=("${bench_packages[@]}") ;;
      --dry-run) dry_run=true ;;
      --help | -h) usage; exit 0 ;;
      *) usage >&2; fail "unknown argument: $argument" ;;
    esac
  done
  if ! command -v apt-get dpkg-query >/dev/null; then
    fail "no apt here; install by other means what these Debian packages hold: ${packages[*]}"
  fi

  local missing
  mapfile -t missing < <(missing_of "${packages[@]}")
  if [[ ${#missing[@]} -eq 0 ]]; then
    say "all ${#packages[@]} packages are there"
    return
  fi
  if $dry_run; then
    say "missing: ${missing[*]}"
    exit 1
  fi
  say "installing ${missing[*]}"

  if apt-cache show "${missing[@]}" >/dev/null 2>&1 && install_packages "${missing[@]}"; then
    return
  fi
  # The lists are missing or older than the mirror.
  update_lists
  install_packages "${missing[@]}" || fail "apt couldn't install ${missing[*]} (see above). \
If it says that packages must be removed: another Boost's -dev packages conflict with Boost 1.81's; \
remove them yourself if nothing needs them."
}

main "$@"
