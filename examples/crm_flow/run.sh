#!/usr/bin/env bash
# Builds crm_flow and plays its call: on Redmine when that is installed, else on the small CRM.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

# Once more, by tests/real/redmine/run.sh, which has started a Redmine.
if [[ -n ${CRM_FLOW_ON_REDMINE-} ]]; then
  source "$here/redmine.sh"
  eval "set -- $CRM_FLOW_ON_REDMINE"
  echo
  status=0
  "$CRM_FLOW" --config "$config" --metadata-delay 1500 --read-back "$read_back" "$@" || status=$?
  exit "$status"
fi

small=false
case ${1-} in
  --help | -h)
    cat <<'TEXT'
usage: examples/crm_flow/run.sh [--small] [ARGUMENT...]

Plays one call and tells a CRM about it: Redmine, started for it in a scratch folder, when that is installed
(cmake/install-deps.sh --real), else, or with --small, examples/crm_service. The arguments go to crm_flow;
`examples/crm_flow/run.sh --small --help` lists them. The environment variable CRM_FLOW names a crm_flow that is
built already; without it missing packages are installed and build/release is built.
TEXT
    exit 0
    ;;
  --small) small=true && shift ;;
esac

if [[ -z ${CRM_FLOW-} ]]; then
  source "$root/cmake/stages.sh"
  stages_total 3
  stage "Packages"
  "$root/cmake/install-deps.sh"
  stage "Library and example (build/release)"
  cd "$root"
  configure release
  job cmake --build --preset release --parallel "$(build_jobs)" --target crm_flow
  cd - >/dev/null
  stage "The call"
  CRM_FLOW=$root/build/release/examples/crm_flow/crm_flow
fi
export CRM_FLOW

if ! $small; then
  CRM_FLOW_ON_REDMINE=$(printf '%q ' "$@")
  export CRM_FLOW_ON_REDMINE
  status=0
  "$root/tests/real/redmine/run.sh" "$here/run.sh" "$root/presets/redmine.json" || status=$?
  [[ $status == 77 ]] || exit "$status"
  unset CRM_FLOW_ON_REDMINE
  echo "crm_flow: Redmine isn't there, so this is the small CRM (examples/crm_service)"
fi
exec "$CRM_FLOW" "$@"
