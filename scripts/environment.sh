#!/usr/bin/env bash
# Makes or refreshes the virtual environment: environment.sh base|dev. Does nothing when the requirements have not changed.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-base}
venv=${VENV:-.venv}
file=requirements/$kind.txt

supported() { "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

if [ -x "$venv/bin/python" ] && ! supported "$venv/bin/python"; then
  echo "$venv holds a Python that is not 3.11, 3.12 or 3.13 (or that has gone). Remove $venv and start again." >&2
  exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
  python=""
  for name in ${PYTHON:-python3 python3.11 python3.12 python3.13}; do
    if supported "$name"; then python=$name; break; fi
  done
  if [ -z "$python" ]; then
    echo "Quality Mark needs Python 3.11, 3.12 or 3.13, and found $("${PYTHON:-python3}" --version 2>&1 || true)." >&2
    echo "On Debian 12: apt-get install python3 python3-venv. Or name one: make run PYTHON=/path/to/python3.12" >&2
    exit 1
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python cannot make a virtual environment: on Debian that part is a package of its own." >&2
    echo "Install it with: apt-get install python3-venv    and then start again." >&2
    exit 1
  fi
  echo "Making a virtual environment in $venv with $("$python" --version)."
  "$python" -m venv "$venv"
fi

stamp=$venv/.installed-$kind
want=$(sha256sum "$file" | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
  echo "Installing $file (each file checked against its hash)."
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$file"
  echo "$want" >"$stamp"
fi

# Compiled once here: who serves the site may not write into this folder, and would compile it at every start.
"$venv/bin/python" -m compileall -q manage.py qualitymark bench
