#!/usr/bin/env bash
# Builds agent_desktop and serves its page.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/cmake/stages.sh"

case ${1-} in
  --help | -h)
    cat <<'TEXT'
usage: examples/agent_desktop/run.sh [ARGUMENT...]

Installs missing packages, builds into build/release and serves the page that an agent works with; open the link
that it prints. The arguments go to agent_desktop; `examples/agent_desktop/run.sh -- --help` lists them.
TEXT
    exit 0
    ;;
  --) shift ;;
esac

stages_total 3
stage "Packages"
"$root/cmake/install-deps.sh"

stage "Library and example (build/release)"
cd "$root"
configure release
job cmake --build --preset release --parallel "$(build_jobs)" --target agent_desktop
cd - >/dev/null

stage "The desktop"
exec "$root/build/release/examples/agent_desktop/agent_desktop" "$@"
