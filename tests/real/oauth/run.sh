#!/usr/bin/env bash
# run.sh FOLDER TEST [TOOL]: runs oidc-provider in FOLDER, logs in to it by the command-line tool, and sends requests with its
# tokens by the C++ test. Exit status 77: oidc-provider can't be had here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
test=$2
tool=${3-}

say() { printf 'oauth: %s\n' "$*"; }
fail() {
  printf 'oauth: %s\n' "$*" >&2
  exit 1
}

status=0
"$here/../../support/npm_install.sh" oauth oidc-provider 20.0 "$here" "$folder" || status=$?
((status == 0)) || exit "$status"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/crmlink-oauth-XXXXXX")
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

# With what must be form-encoded before it goes into Basic.
OAUTH_SECRET="a+b/c=d%:e $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
export OAUTH_SECRET

say "starting"
mkfifo "$scratch/ready"
node "$here/server.mjs" "$folder" >"$scratch/log" 2>&1 3>"$scratch/ready" &
server=$!
port=
if ! read -r -t 60 port <"$scratch/ready"; then
  tail -n 40 "$scratch/log" >&2
  fail "it didn't start"
fi
export CRMLINK_OAUTH_URL=http://127.0.0.1:$port CRMLINK_OAUTH_STORE=
say "listening on 127.0.0.1:$port"

cat >"$scratch/crm.json" <<JSON
{
  "auth": {
    "kind": "oauth2",
    "origins": ["$CRMLINK_OAUTH_URL"],
    "grant": "authorization_code",
    "authorization_url": "$CRMLINK_OAUTH_URL/auth",
    "token_url": "$CRMLINK_OAUTH_URL/token",
    "client_id": "crm client",
    "client_secret": {"env": "OAUTH_SECRET"},
    "scope": "openid offline_access",
    "authorization_parameters": {"prompt": "consent"},
    "redirect_url": "http://127.0.0.1/callback"
  }
}
JSON

# login STORE BROWSER-OPTION...: runs the tool with a browser; leaves its status in $status.
login() {
  local store=$1 url=
  shift
  rm -f "$scratch/out"
  "$tool" login "$scratch/crm.json" --store "$store" --timeout 60 >"$scratch/out" 2>&1 &
  local login=$!
  for ((i = 0; i < 600; ++i)); do
    url=$(grep -om1 'http://127.0.0.1:[0-9]*/auth?[^ ]*' "$scratch/out" || true)
    [[ -z $url ]] && kill -0 "$login" 2>/dev/null || break
    read -r -t 0.1 <> <(:) || true
  done
  [[ -n $url ]] || { cat "$scratch/out" >&2; fail "crmlink login printed no URL"; }
  node "$here/browser.mjs" "$@" "$url" >"$scratch/page" 2>&1 || true
  status=0
  wait "$login" || status=$?
  if grep -qF "$OAUTH_SECRET" "$scratch/out"; then fail "crmlink login printed the secret"; fi
}

if [[ -n $tool ]]; then
  say "a person who refuses"
  login "$scratch/none.json" --deny
  [[ $status -eq 3 && ! -e $scratch/none.json ]] || fail "status $status: $(cat "$scratch/out" "$scratch/page")"
  grep -q 'access was denied' "$scratch/out" || fail "$(cat "$scratch/out")"

  say "a person who logs in"
  login "$scratch/token.json"
  [[ $status -eq 0 ]] || fail "status $status: $(cat "$scratch/out" "$scratch/page")"
  grep -q '^200 .*You are logged in' "$scratch/page" || fail "$(cat "$scratch/page")"
  [[ $(stat -c %a "$scratch/token.json") == 600 ]] || fail "the token's file isn't for its owner alone"
  if grep -qF "$(sed -n 's/.*"refresh_token": "\([^"]*\)".*/\1/p' "$scratch/token.json")" "$scratch/out"; then
    fail "crmlink login printed a token"
  fi
  CRMLINK_OAUTH_STORE=$scratch/token.json
fi

say "C++ test"
"$test"
say "done"
