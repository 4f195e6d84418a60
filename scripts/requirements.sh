#!/usr/bin/env bash
# Pins requirements/*.in anew, with a hash for every file and no address: requirements.sh [uv's own words, such as --upgrade-package django]
set -euo pipefail
cd "$(dirname "$0")/../requirements"
uv=${UV:-uv}
command -v "$uv" >/dev/null || { echo "uv is needed to pin requirements: pip install uv" >&2; exit 1; }
for kind in base dev; do
  # The base versions hold in development too.
  constraint=()
  [ "$kind" = dev ] && constraint=(--constraint base.txt)
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    "${constraint[@]}" "$@" --output-file "$kind.txt" "$kind.in"
done
if grep -nE '://|^ *--(extra-|find-|index)' ./*.txt; then
  echo "An address stands in a requirements file; nothing of that kind may be committed." >&2
  exit 1
fi
