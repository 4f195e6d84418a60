#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: with_postgres.sh COMMAND...
# The cluster lives in a temporary folder, listens on loopback alone with a random password, and is stopped and
# removed at the end. The command finds its address in QM_DATABASE_URL. Answers 69 when PostgreSQL's programs are not to be found.
set -euo pipefail
bin=""
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V -r) "$(dirname "$(command -v initdb 2>/dev/null || echo /none/x)")"; do
  if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then bin=$folder; break; fi
done
if [ -z "$bin" ]; then
  echo "PostgreSQL is not installed: apt-get install postgresql" >&2
  exit 69
fi

# initdb refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  owner=postgres
  id postgres >/dev/null 2>&1 || owner=nobody
  as=(runuser -u "$owner" --)
fi
home=$(mktemp -d "${TMPDIR:-/tmp}/qm-postgres.XXXXXX")
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate -w -t 20 stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
echo "$password" >"$home/password"
[ "$(id -u)" = 0 ] && chown -R "$owner" "$home"
cd "$home"
"${as[@]}" "$bin/initdb" -D "$home/data" -U qualitymark --pwfile="$home/password" --auth=scram-sha-256 \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; exit 1; }
# Nothing in this cluster outlives the command, so it does not wait for the disk.
cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$home'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 100
CONF
"${as[@]}" "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w -t 30 start >/dev/null 2>&1 || { cat "$home/log" >&2; exit 1; }
cd "$OLDPWD"
export QM_DATABASE_URL="postgres://qualitymark:$password@127.0.0.1:$port/postgres"
export PATH="$bin:$PATH"
code=0
"$@" || code=$?
exit $code
