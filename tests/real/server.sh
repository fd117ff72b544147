# What the run.sh of a system share; sourced. Needs `system`, the name for messages.

say() { printf '%s: %s\n' "$system" "$*"; }
skip() { say "skipped: $*"; exit 77; }
fail() {
  printf '%s: %s\n' "$system" "$*" >&2
  exit 1
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/crmlink-$system-XXXXXX")
server=
finish() {
  if [[ -n $server ]]; then
    kill -s TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# step WORDS COMMAND...: runs a command whose output matters only when it fails.
step() {
  local words=$1
  shift
  say "$words"
  "$@" >"$scratch/log" 2>&1 || {
    tail -n 40 "$scratch/log" >&2
    fail "$words failed"
  }
}

# start COMMAND...: runs a server in the background; it writes one line to descriptor 3 once it
# listens, which becomes the array `ready`.
start() {
  mkfifo "$scratch/ready"
  "$@" >"$scratch/log" 2>&1 3>"$scratch/ready" &
  server=$!
  if ! read -r -t 120 -a ready <"$scratch/ready"; then
    tail -n 40 "$scratch/log" >&2
    fail "it didn't start"
  fi
  say "listening on 127.0.0.1:${ready[0]}"
}

# run TEST: runs a test; the server's words follow when it fails.
run() {
  "$1" || {
    tail -n 20 "$scratch/log" >&2
    fail "the test failed; the server's last words are above"
  }
}
