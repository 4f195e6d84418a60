#!/usr/bin/env bash
# The demo scheme on this machine: environment, database, then the site, the worker and the tick until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/environment.sh base
venv=${VENV:-.venv}
[[ $venv = /* ]] || venv=$PWD/$venv
port=${PORT:-8000}
export QM_DEMO=yes QM_VAR_DIR="${QM_VAR_DIR:-$PWD/var}"
export QM_SITE_URL="${QM_SITE_URL:-http://127.0.0.1:$port}"
mkdir -p "$QM_VAR_DIR/static"
manage() { "$venv/bin/python" manage.py "$@"; }

free='import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))'
if ! "$venv/bin/python" -c "$free" "$port" 2>/dev/null; then
  echo "Port $port is not free on this machine. Choose another: make run PORT=8001" >&2
  exit 1
fi

# For what is called beside it, such as move_clock: its letters lead here too.
printf '%s\n' "$QM_SITE_URL" > "$QM_VAR_DIR/site-address"

echo "Preparing the database and the demo scheme."
manage prepare_demo

# Each of the three in a process group of its own: Ctrl-C reaches this script alone, which then ends them in order.
set -m
pids=()
stop() {
  trap - INT TERM EXIT
  echo
  echo "Stopping. What was typed is kept in $QM_VAR_DIR."
  for pid in "${pids[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  wait "${pids[@]}" 2>/dev/null || true
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

"$venv/bin/granian" --interface wsgi --no-ws --workers 2 --blocking-threads 2 --workers-kill-timeout 5 --log-level warning \
  --host 127.0.0.1 --port "$port" qualitymark.wsgi:application &
pids+=($!)
"$venv/bin/python" manage.py db_worker --queue-name '*' --verbosity 0 &
pids+=($!)
(
  set +m
  while true; do
    manage tick || true
    sleep 60
  done
) &
pids+=($!)

for _ in $(seq 100); do
  "$venv/bin/python" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/healthz', timeout=2)" 2>/dev/null && break
  kill -0 "${pids[0]}" 2>/dev/null || { echo "The site did not start; the reason stands above." >&2; exit 1; }
  sleep 0.2
done
cat <<TEXT

  Quality Mark is at        http://127.0.0.1:$port/
  Sign in as anyone at      http://127.0.0.1:$port/demo/
  Stop with                 Ctrl-C

TEXT
# When one of the three ends, so do the others.
wait -n "${pids[@]}" || true
