#!/bin/sh
# A throwaway PostgreSQL for tests: data in DIR, a free port, no password, gone with DIR.
#   tests/postgres.sh start DIR   prints the address for SHUANGCU_TEST_POSTGRES
#   tests/postgres.sh standby DIR OF   a streaming standby in DIR of the server in OF; prints its address
#   tests/postgres.sh stop DIR
# PostgreSQL refuses to run as root; then the server runs as the user `postgres` of its package.
set -eu

usage() {
    echo "usage: $0 start|stop DIR | standby DIR OF" >&2
    exit 2
}
[ $# -ge 2 ] || usage
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

# Debian keeps the server's programs out of PATH.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v pg_ctl || echo /nowhere/pg_ctl)")
[ -x "$bin/pg_ctl" ] || {
    echo "no PostgreSQL here: apt-get install postgresql" >&2
    exit 1
}

as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# A port nobody listens on. Another process may take it before the server does, hence the tries in `start`.
free_port() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
        if ! grep -qi ":$(printf %04X "$port") " /proc/net/tcp; then
            echo "$port"
            return
        fi
    done
    exit 1
}

case $command in
start)
    if [ -f "$dir/url" ] && as_server "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then
        cat "$dir/url"
        exit 0
    fi
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$dir"
    fi
    if [ ! -f "$dir/data/PG_VERSION" ]; then
        as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 || {
            cat "$dir/initdb.log" >&2
            exit 1
        }
    fi
    for _ in 1 2 3; do
        port=$(free_port)
        # fsync stays on: the tests are about durability. Only this machine may connect.
        if as_server "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/server.log" \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300" \
            start >/dev/null 2>&1; then
            echo "postgres://postgres@127.0.0.1:$port/postgres" | tee "$dir/url"
            exit 0
        fi
    done
    cat "$dir/data/server.log" >&2
    exit 1
    ;;
standby)
    [ $# -eq 3 ] || usage
    [ "$(id -u)" -ne 0 ] || chown postgres "$dir"
    of=$(sed -E 's#.*:([0-9]+)/.*#\1#' "$3/url")
    as_server "$bin/pg_basebackup" -h 127.0.0.1 -p "$of" -U postgres -D "$dir/data" -R -X stream -c fast >"$dir/base.log" 2>&1 || {
        cat "$dir/base.log" >&2
        exit 1
    }
    for _ in 1 2 3; do
        port=$(free_port)
        if as_server "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/server.log" \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300" \
            start >/dev/null 2>&1; then
            echo "postgres://postgres@127.0.0.1:$port/postgres" | tee "$dir/url"
            exit 0
        fi
    done
    cat "$dir/data/server.log" >&2
    exit 1
    ;;
stop)
    as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -f "$dir/url"
    ;;
*)
    usage
    ;;
esac
