#!/usr/bin/env bash
# Every check that needs no test run. All are run; the ones that failed are named at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/environment.sh dev || exit 1
export PATH="$PWD/${VENV:-.venv}/bin:$PATH"
[[ "${VENV:-.venv}" = /* ]] && export PATH="$VENV/bin:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export QM_DEMO=yes QM_VAR_DIR=$work
failed=()

step() {
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    sed 's/^/        /' "$work/out"
    failed+=("$name")
  fi
}

random_key() { python -c 'import secrets; print(secrets.token_urlsafe(60))'; }

step "style" ruff check .
step "format" ruff format --check .
step "import contracts" lint-imports
step "stylesheet" python frontend/check_fresh.py
step "types" mypy qualitymark
step "diagrams" python scripts/diagrams.py --check
step "Welsh catalogue" python scripts/catalogue.py --check
step "migrations" python manage.py makemigrations --check --dry-run
real=(env QM_DEMO=no QM_ALLOWED_HOSTS=mark.example QM_SITE_URL=https://mark.example "QM_SECRET_KEY=$(random_key)" "QM_AUDIT_KEY=$(random_key)" "QM_SECOND_STEP_KEY=$(random_key)")
step "deployment" "${real[@]}" python manage.py check --deploy --fail-level WARNING
# Fails where a stylesheet names a file that is not there.
step "static files" "${real[@]}" python manage.py collectstatic --noinput --verbosity 0

if [ ${#failed[@]} -gt 0 ]; then
  echo "Not in order: $(IFS=,; echo "${failed[*]}")"
  exit 1
fi
echo "All checks passed."
