# Sourced where tests/real/redmine/run.sh has started a Redmine: edits its preset as a user would.
# Sets `config`, a file that goes with this process, and `read_back`, the page to show.

config=$(mktemp "${TMPDIR:-/tmp}/crm_flow-XXXXXX.json")
trap 'rm -f "$config"' EXIT
sed -e "s|https://redmine.example|$CRMLINK_CRM_URL|" \
  -e "s|1001|$CRMLINK_PHONE_FIELD|" -e "s|1002|$CRMLINK_ACCOUNT_FIELD|" "$CRMLINK_PRESET" >"$config"
export REDMINE_API_KEY=$CRMLINK_CRM_KEY
read_back="$CRMLINK_CRM_URL/issues/{RECORD_ID}.json?include=journals,attachments"
