#!/usr/bin/env bash
# Installs the Debian packages that crmlink needs and that are missing.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: cmake/install-deps.sh [--tests] [--bench] [--phone] [--real] [--dry-run]

Installs what building crmlink, its command-line tool and its examples needs from Debian's packages.
Asks for root (sudo) only when something is missing, never removes a package, changes nothing when all
is there.

  --tests    also what the tests need: Catch2, Google Benchmark, valgrind, http-parser, Clang 19,
             Python, Node.js, Chromium, prometheus-cpp, and what --phone installs
  --bench    also what the benchmarks need: Google Benchmark, valgrind, Python, libcurl to compare with
  --phone    also libphonenumber, for the component crmlink::phone
  --real     also the systems that tests/real runs: Redmine and Tryton (300 MB; their tests are
             skipped without); none of them is set up or started
  --dry-run  only say what is missing; exit status 1 when something is
  --help     this text
TEXT
}

# Boost's versioned packages: the unversioned ones bring another Boost on some releases.
build_packages=(
  g++ cmake ninja-build pkg-config ccache
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libssl-dev libc-ares-dev zlib1g-dev libcli11-dev libsqlite3-dev
)
test_packages=(
  catch2 libbenchmark-dev valgrind libhttp-parser-dev
  clang-19 libclang-rt-19-dev clang-tidy-19 clang-format-19
  libre2-dev
  python3 python3-jsonschema openssl nodejs npm chromium prometheus-cpp-dev
)
phone_packages=(libphonenumber8 libprotobuf-dev libabsl-dev)
phone_folder=$(dirname "$0")/../build/libphonenumber
bench_packages=(libbenchmark-dev valgrind python3 libcurl4-openssl-dev)
real_packages=(redmine redmine-sqlite tryton-server tryton-modules-party tryton-modules-project)

say() { printf 'install-deps: %s\n' "$*"; }
fail() { printf 'install-deps: %s\n' "$*" >&2; exit 1; }

# Some tools often come from elsewhere, and Debian's package then conflicts with what is there.
present_without_package() {
  case $1 in
    nodejs) command -v node ;;
    npm) command -v npm ;;
    chromium) command -v chromium || command -v chromium-browser ;;
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
  # RUNLEVEL=1: what the tests start themselves needn't be started by its package, too.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -q --no-install-recommends --no-remove "$@"
}

update_lists() {
  say "updating the package lists (apt-get update)"
  as_root apt-get update -q
}

has_phone_headers() {
  local header=usr/include/phonenumbers/phonenumberutil.h
  [[ -e /$header || -e $phone_folder/$header ]]
}

# Debian's package of them wants another Boost than 1.81 on some releases: it is unpacked then.
get_phone_headers() {
  if has_phone_headers; then return; fi
  if install_packages libphonenumber-dev >/dev/null 2>&1; then return; fi
  say "unpacking the headers of libphonenumber-dev into build/libphonenumber"
  local folder
  folder=$(mktemp -d)
  (cd "$folder" && apt-get download -q libphonenumber-dev) && mkdir -p "$phone_folder" &&
    dpkg -x "$folder"/*.deb "$phone_folder" || fail "the headers of libphonenumber-dev can't be had"
  rm -r "$folder"
}

# The tests run Redmine in folders of their own: the package needn't make an instance of it.
leave_redmine_alone() {
  as_root debconf-set-selections <<<'redmine redmine/instances/default/dbconfig-install boolean false' ||
    true
}

# Installs those of the packages that are missing; with --dry-run only says so.
install_missing() {
  local missing
  mapfile -t missing < <(missing_of "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then
    say "all $# packages are there"
    return
  fi
  if $dry_run; then
    say "missing: ${missing[*]}"
    dry_status=1
    return
  fi
  say "installing ${missing[*]}"
  if [[ " ${missing[*]} " == *" redmine "* ]]; then leave_redmine_alone; fi

  if apt-cache show "${missing[@]}" >/dev/null 2>&1 && install_packages "${missing[@]}"; then
    return
  fi
  # The lists are missing or older than the mirror.
  update_lists
  install_packages "${missing[@]}" || fail "apt couldn't install ${missing[*]} (see above). \
If it says that packages must be removed: another Boost's -dev packages conflict with Boost 1.81's; \
remove them yourself if nothing needs them."
}

main() {
  local packages=("${build_packages[@]}") dry_run=false dry_status=0 phone=false argument
  for argument in "$@"; do
    case $argument in
      --tests) packages+=("${test_packages[@]}" "${phone_packages[@]}"); phone=true ;;
      --phone) packages+=("${phone_packages[@]}"); phone=true ;;
      --bench) packages+=("${bench_packages[@]}") ;;
      --real) packages+=("${real_packages[@]}") ;;
      --dry-run) dry_run=true ;;
      --help | -h) usage; exit 0 ;;
      *) usage >&2; fail "unknown argument: $argument" ;;
    esac
  done
  if ! command -v apt-get dpkg-query >/dev/null; then
    fail "no apt here; install by other means what these Debian packages hold: ${packages[*]}"
  fi

  if $dry_run && $phone && ! has_phone_headers; then
    say "missing: the headers of libphonenumber-dev"
    dry_status=1
  fi
  install_missing "${packages[@]}"
  if $phone && ! $dry_run; then get_phone_headers; fi
  return "$dry_status"
}

main "$@"
