#!/usr/bin/env bash
# Every test on SQLite and on PostgreSQL: test.sh [family] [pytest's own words...]
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/environment.sh dev || exit 1
venv=${VENV:-.venv}
[[ $venv = /* ]] || venv=$PWD/$venv
family=${1:-}
began=$SECONDS

# What is missing is installed from Debian's packages where this person may.
install() {
  command -v apt-get >/dev/null || return 1
  local as=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null </dev/null || return 1
    as=(sudo -n)
  fi
  echo "Installing $1 from Debian's packages."
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive sh -c \
    "(apt-get install -qy --no-install-recommends $1 || { apt-get update -q && apt-get install -qy --no-install-recommends $1; })" \
    </dev/null >/tmp/qm-install.$$ 2>&1 || { tail -n 5 /tmp/qm-install.$$; rm -f /tmp/qm-install.$$; return 1; }
  rm -f /tmp/qm-install.$$
}
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
# The browser, and the library that Playwright's own driver wants beside it.
has_chromium() {
  { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null &&
    { compgen -G '/usr/lib/*/libatomic.so.1' || compgen -G '/usr/lib*/libatomic.so.1'; } >/dev/null
}

not_run=()
has_postgres || install postgresql || true
has_chromium || install "chromium libatomic1" || true
has_postgres || not_run+=("everything on PostgreSQL            to get it: apt-get install postgresql")
has_chromium || not_run+=("browser tests (journey, axe)        to get them: apt-get install chromium libatomic1")

select=()
[ -n "$family" ] && select=(-m "$family")
results=()
code=0
round() {
  local name=$1 at=$SECONDS answer=0 said=passed
  shift
  echo
  echo "== $name"
  "$@" -n 2 --dist worksteal "${select[@]}" || answer=$?
  case $answer in
    0) ;;
    5) said="no test of this family here" ;;
    *) said=FAILED code=1 ;;
  esac
  results+=("$name: $said, $((SECONDS - at)) s")
}

unset QM_DATABASE_URL QM_DEMO
export PYTHONDONTWRITEBYTECODE=  # compiled tests are kept: both rounds and every worker read them
has_chromium || export QM_CHROMIUM=none
[ "$family" = durability ] && export QM_KILLS=${QM_KILLS:-200}  # ten times as often as among all the other tests
round SQLite "$venv/bin/python" -m pytest
if has_postgres; then
  round PostgreSQL scripts/with_postgres.sh "$venv/bin/python" -m pytest
fi

echo
for line in "${results[@]}"; do echo "$line"; done
echo "${family:-all tests}: $((SECONDS - began)) s"
if [ ${#not_run[@]} -gt 0 ]; then
  echo
  echo "!!  NOT RUN, because this machine lacks what they need:"
  for line in "${not_run[@]}"; do echo "!!    $line"; done
fi
exit $code
