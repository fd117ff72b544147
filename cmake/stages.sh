# shellcheck shell=bash
# Sourced by the run scripts: numbered stages with elapsed time, and children that end with the script.

stage_number=0
stage_job=

# stages_total N: how many stages will come.
stages_total() { stage_count=$1; }

# stage TEXT: announces the next stage.
stage() {
  stage_number=$((stage_number + 1))
  printf '\n==> [%d/%d] %s (%d:%02d since the start)\n' \
    "$stage_number" "$stage_count" "$*" $((SECONDS / 60)) $((SECONDS % 60))
}

# job COMMAND...: runs it in a process group of its own, so that a signal reaches all that it started.
# It can't read from the terminal.
job() {
  local status=0
  set -m
  "$@" </dev/null &
  stage_job=$!
  set +m
  wait "$stage_job" || status=$?
  stage_job=
  return "$status"
}

# configure PRESET: quiet unless it fails.
configure() {
  local log="build/configure-$1.log"
  mkdir -p build
  job cmake --preset "$1" >"$log" || { cat "$log" >&2; return 1; }
}

stop_job() {
  local signal=$1 status=$2
  trap - INT TERM HUP
  if [[ -n $stage_job ]]; then
    # TERM, since processes that a shell started in the background ignore INT.
    kill -s TERM -- "-$stage_job" 2>/dev/null || true
    wait "$stage_job" 2>/dev/null || true
  fi
  printf '\nstopped by SIG%s after %ds\n' "$signal" "$SECONDS" >&2
  exit "$status"
}
trap 'stop_job INT 130' INT
trap 'stop_job TERM 143' TERM
trap 'stop_job HUP 129' HUP

# build_jobs: one per processor, but no more than memory allows at 1.5 GB for a large translation unit.
build_jobs() {
  local processors memory_kb by_memory
  processors=$(nproc)
  memory_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
  by_memory=$((${memory_kb:-1500000} / 1500000))
  ((by_memory >= 1)) || by_memory=1
  echo $((processors < by_memory ? processors : by_memory))
}
