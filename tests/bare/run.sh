#!/usr/bin/env bash
# Proves that crmlink's two commands work on a Debian 12 that has nothing but its base system.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

usage() {
  cat <<'TEXT'
usage: tests/bare/run.sh [--keep] [--with FILE]... [COMMAND...]

Makes a bare Debian 12 in a scratch folder (debootstrap, from the mirror that this machine's apt uses), unpacks the
last commit into it and runs the commands there, by default examples/run.sh and tests/run.sh. Needs root, about 5 GB
in $TMPDIR, and time: everything is downloaded and compiled anew. Not a part of ctest.

  --keep       leave the scratch folder, to look around in it
  --with FILE  copy a file of this machine to the same place there, such as a proxy's certificate or .npmrc

Exit status: 0 when all commands succeeded.
TEXT
}

suite=bookworm
keep=false
extra_files=()
commands=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --keep) keep=true ;;
    --with) extra_files+=("$2"); shift ;;
    *) commands+=("$1") ;;
  esac
  shift
done
[[ ${#commands[@]} -gt 0 ]] || commands=(examples/run.sh tests/run.sh)

fail() { printf 'bare: %s\n' "$*" >&2; exit 1; }
[[ $(id -u) -eq 0 ]] || fail "needs root (debootstrap, chroot)"
command -v debootstrap >/dev/null || fail "needs debootstrap: apt-get install debootstrap"

# Prints "URI SUITE" for each source of this machine's apt, of both of apt's formats.
apt_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -f $file ]] || continue
    sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+) +([^ ]+) .*/\2 \3/p' "$file"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -f $file ]] || continue
    awk '/^URIs:/ { uri = $2 }
         /^Suites:/ { for (i = 2; i <= NF; ++i) suites[++count] = $i }
         /^$/ { flush() }
         END { flush() }
         function flush(i) {
           for (i = 1; i <= count; ++i) print uri, suites[i]
           count = 0
         }' "$file"
  done
}

# mirror_of SUITE: where this machine gets that suite from; nothing when it doesn't.
mirror_of() { apt_sources | awk -v suite="$1" '$2 == suite && !found { print $1; found = 1 }'; }

mirror=$(mirror_of "$suite")
[[ -n $mirror ]] || fail "this machine's apt knows no mirror of Debian's $suite"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/crmlink-bare.XXXXXX")
machine=$scratch/root
cleanup() {
  if $keep; then
    printf 'bare: left in %s\n' "$scratch"
  else
    rm -rf --one-file-system "$scratch"
  fi
}
trap cleanup EXIT

write_apt_configuration() {
  local each uri
  for each in "$suite" "$suite-updates" "$suite-security"; do
    uri=$(mirror_of "$each")
    [[ -z $uri ]] || printf 'deb %s %s main\n' "$uri" "$each"
  done >"$machine/etc/apt/sources.list"
  # How this machine reaches its mirror: a proxy, or a snapshot whose date has passed.
  apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-)' \
    >"$machine/etc/apt/apt.conf.d/90-as-outside" || true
}

copy_network_configuration() {
  local file
  for file in /etc/resolv.conf /etc/hosts "${extra_files[@]}"; do
    mkdir -p "$machine$(dirname "$file")"
    cp -L "$file" "$machine$file"
  done
}

# The mounts are made in a namespace of their own, so that they end with the command.
run_inside() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/dev/shm"
    mount -t devpts devpts "$1/dev/pts"
    exec chroot "$1" env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      bash -c "cd / && exec /src/crmlink/$2"' run_inside "$machine" "$1" </dev/null
}

printf 'bare: Debian %s into %s\n' "$suite" "$machine"
debootstrap --variant=minbase "$suite" "$machine" "$mirror" >"$scratch/debootstrap.log" ||
  { tail -20 "$scratch/debootstrap.log" >&2; fail "debootstrap failed"; }
write_apt_configuration
copy_network_configuration
mkdir -p "$machine/src/crmlink" "$machine/dev/shm" "$machine/dev/pts"
git -C "$root" archive HEAD | tar -x -C "$machine/src/crmlink"

failed=0
results=()
for command in "${commands[@]}"; do
  for pass in first second; do
    printf '\nbare: %s, %s time\n' "$command" "$pass"
    begin=$SECONDS
    status=0
    run_inside "$command" || status=$?
    results+=("$(printf '%-40s %-6s time: exit status %d, %d:%02d' "$command" "$pass" "$status" \
      $(((SECONDS - begin) / 60)) $(((SECONDS - begin) % 60)))")
    [[ $status -eq 0 ]] || failed=1
  done
done
printf '\nbare: Debian %s, commit %s\n' "$(cat "$machine/etc/debian_version")" \
  "$(git -C "$root" rev-parse --short HEAD)"
printf '  %s\n' "${results[@]}"
exit "$failed"
