#!/usr/bin/env bash
# run.sh TEST PRESET: runs Redmine in a scratch folder and the test against it. Exit status 77:
# Redmine isn't installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
test=$(realpath "$1")
CRMLINK_PRESET=$(realpath "$2")
export CRMLINK_PRESET
system=redmine
source "$here/../server.sh"

installed=/usr/share/redmine
[[ -f $installed/config/environment.rb ]] ||
  skip "there is no $installed (cmake/install-deps.sh --real, or Debian: redmine redmine-sqlite)"
ruby -e 'require "sqlite3"; require "webrick"' 2>/dev/null ||
  skip "Ruby has no sqlite3 or no webrick (Debian: redmine-sqlite ruby-webrick)"

# A copy, because the package's own folder belongs to its instances: their databases, their rights.
cp -r "$installed" "$scratch/redmine"
cd "$scratch/redmine"
rm -rf instances Gemfile.lock config/database.yml
instance=instances/default
mkdir -p "$instance"/{config,log,tmp,files}
sed -i "s|'$installed/{config|__dir__ + '/{config|" Gemfile
echo "gem 'webrick'" >Gemfile.local
cat >"$instance/config/database.yml" <<YAML
production:
  adapter: sqlite3
  database: $instance/redmine.sqlite3
  timeout: 10000
YAML
od -An -N40 -tx1 /dev/urandom | tr -d ' \n' >"$instance/config/secret_key.txt"
unset X_DEBIAN_SITEID BUNDLE_GEMFILE
export REDMINE_INSTANCE=default RAILS_ENV=production

step "making the database" rake db:migrate
say "seeding and starting"
start ruby "$here/server.rb"
export CRMLINK_CRM_URL=http://127.0.0.1:${ready[0]}
export CRMLINK_CRM_KEY=${ready[1]} CRMLINK_PHONE_FIELD=${ready[2]} CRMLINK_ACCOUNT_FIELD=${ready[3]}
run "$test"
