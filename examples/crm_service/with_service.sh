#!/usr/bin/env bash
# with_service.sh CRM_SERVICE PROGRAM EXPECTED...
#
# Starts the service on a free port, runs `PROGRAM PROFILE.json CA.pem NUMBER` for its first customer,
# and fails unless every EXPECTED text is in the output. Ends the service.
set -euo pipefail
service=$1 program=$2
shift 2

scratch=$(mktemp -d)
finish() {
  kill -INT "$service_pid" 2>/dev/null || true
  wait "$service_pid" || true
  rm -rf "$scratch"
}
export CRM_TOKEN=token-of-this-test
mkfifo "$scratch/said"
"$service" --port 0 --ca-file "$scratch/ca.pem" --save "$scratch/customers.csv" >"$scratch/said" &
service_pid=$!
trap finish EXIT

url=
while [[ -z $url ]] && read -r line; do
  [[ $line == "listening on "* ]] && url=${line#listening on }
done <>"$scratch/said"

profile=$(dirname "${BASH_SOURCE[0]}")/profile.json
sed "s|https://localhost:8443/api/lookup|$url|" "$profile" >"$scratch/profile.json"
number=$(sed -n 2p "$scratch/customers.csv" | cut -d, -f4)
output=$("$program" "$scratch/profile.json" "$scratch/ca.pem" "$number")
printf '%s\n' "$output"
for expected; do
  grep -qF -- "$expected" <<<"$output" || { printf 'missing: %s\n' "$expected" >&2; exit 1; }
done
