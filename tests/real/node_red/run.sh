#!/usr/bin/env bash
# run.sh FOLDER TEST [TOOL]: runs Node-RED in FOLDER and dips into it, by the C++ test and by the
# command-line tool. Exit status 77: Node-RED can't be had here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
test=$2
tool=${3-}

say() { printf 'node-red: %s\n' "$*"; }
fail() {
  printf 'node-red: %s\n' "$*" >&2
  exit 1
}

status=0
"$here/../../support/npm_install.sh" node-red node-red 18.5 "$here" "$folder" || status=$?
((status == 0)) || exit "$status"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/crmlink-node-red-XXXXXX")
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

CRM_TOKEN=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export CRM_TOKEN DIP_TOKEN=$CRM_TOKEN DIP_SLOW=+12225556666 DIP_BROKEN=+13330000000

say "starting"
mkdir "$scratch/user"
mkfifo "$scratch/ready"
node "$here/server.js" "$folder" "$scratch/user" "$here/flows.json" "$here/customers.json" \
  >"$scratch/log" 2>&1 3>"$scratch/ready" &
server=$!
port=
if ! read -r -t 120 port <"$scratch/ready"; then
  tail -n 40 "$scratch/log" >&2
  fail "it didn't start"
fi
say "listening on 127.0.0.1:$port"

export CRMLINK_NODE_RED_URL=http://127.0.0.1:$port/dip
say "C++ test"
"$test"

[[ -n $tool ]] || exit 0
cat >"$scratch/dip.json" <<JSON
{
  "name": "node-red",
  "api_url": "$CRMLINK_NODE_RED_URL",
  "api_token": {"env": "CRM_TOKEN"},
  "timeout_ms": 20000,
  "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
  "fallback": {"language": {"value": "en"}}
}
JSON

# expect STATUS PATTERN ARGUMENT...: a dip by the tool ends with the status and prints the pattern.
expect() {
  local wanted=$1 pattern=$2 status=0 output
  shift 2
  output=$("$tool" dip "$scratch/dip.json" "$@" 2>&1) || status=$?
  if [[ $status -ne $wanted ]] || ! grep -qE -- "$pattern" <<<"$output"; then
    printf '%s\n' "$output" >&2
    fail "crmlink dip $*: status $status, wanted $wanted and /$pattern/"
  fi
  if [[ $output == *"$CRM_TOKEN"* ]]; then fail "crmlink dip $*: printed the token"; fi
  say "crmlink dip $*: as expected"
}

expect 0 '^language +fr +yes +no +reply$' --set ANI=+12223334444 --verbose
expect 0 'node-red: no_match in' --set ANI=+19990000000
expect 0 '^5 dips, 4 on a kept-alive connection' --set ANI=+12223334444 --repeat 5
expect 3 'node-red: timeout in' --set "ANI=$DIP_SLOW" --timeout-ms 100
expect 3 'node-red: http_status in' --set "ANI=$DIP_BROKEN" --verbose
CRM_TOKEN=wrong expect 3 ': 401 from' --set ANI=+12223334444
say "done"
