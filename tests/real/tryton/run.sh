#!/usr/bin/env bash
# run.sh TEST PRESET: runs Tryton in a scratch folder and the test against it. Exit status 77:
# Tryton isn't installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
test=$(realpath "$1")
CRMLINK_PRESET=$(realpath "$2")
export CRMLINK_PRESET
system=tryton
source "$here/../server.sh"

# The distribution's Python: another one in front of it doesn't see the distribution's packages.
python=/usr/bin/python3
[[ -x $python ]] || python=python3
"$python" -c 'import trytond.modules.project' 2>/dev/null || skip "there is no trytond with its module \
project (cmake/install-deps.sh --real, or Debian: tryton-server tryton-modules-project)"
command -v trytond-admin >/dev/null || skip "there is no trytond-admin"

cat >"$scratch/trytond.conf" <<CONF
[database]
uri = sqlite://
path = $scratch
[attachment]
filestore = False
CONF
: >"$scratch/crm.sqlite"
od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$scratch/password"
export TRYTONPASSFILE=$scratch/password PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore

step "making the database" trytond-admin -c "$scratch/trytond.conf" -d crm -u project \
  --activate-dependencies --email admin@crm.example
say "seeding and starting"
start "$python" "$here/server.py" "$scratch/trytond.conf" crm
export CRMLINK_CRM_URL=http://127.0.0.1:${ready[0]}
export CRMLINK_CRM_USER=${ready[1]} CRMLINK_CRM_PASSWORD=${ready[2]} CRMLINK_CRM_COMPANY=${ready[3]}
run "$test"
