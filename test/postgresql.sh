#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Runs a command beside a PostgreSQL server of its own, which it finds as $DEKNING_TEST_POSTGRESQL: a URL
# of the database `postgres`, by a socket that only its user and root reach. The server and all it kept are
# gone when the command is done, however it ended. It does not wait for the disk (fsync): programs and servers are
# killed in the tests, the machine is not.
# usage: test/postgresql.sh COMMAND [ARGUMENT]…
set -euo pipefail

# Debian keeps the server's programs out of PATH.
programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
as_server=()
if [ "$(id -u)" -eq 0 ]; then # as whom the server does not run
    as_server=(runuser -u postgres --)
fi
folder=$(mktemp -d /tmp/dekning-postgresql-XXXXXX)

stop() {
    [ -d "$folder" ] || return 0
    "${as_server[@]}" "$programs/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# For when this script is killed, and cannot stop the server itself.
(
    trap - EXIT
    tail --pid=$$ -f /dev/null
    stop
) </dev/null >/dev/null 2>&1 &
disown

if [ "$(id -u)" -eq 0 ]; then
    chown postgres: "$folder"
fi
cd "$folder"
# Texts sorted as in Norwegian unless the store says otherwise, which a server's own default may also be.
"${as_server[@]}" "$programs/initdb" --pgdata="$folder/data" --username=dekning --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=nb >"$folder/log" 2>&1 &&
    "${as_server[@]}" "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --timeout=600 --silent \
        --options="-c listen_addresses= -c unix_socket_directories=$folder -c unix_socket_permissions=0700 \
            -c fsync=off -c full_page_writes=off -c max_connections=50" start >>"$folder/log" 2>&1 || {
    cat "$folder/log" "$folder/server.log" >&2 || true
    echo "test/postgresql.sh: no server" >&2
    exit 1
}
cd "$OLDPWD"

DEKNING_TEST_POSTGRESQL="postgresql://dekning@/postgres?host=$folder" "$@"
