#!/bin/sh
# A throwaway S3-compatible server for tests on this machine: everything in its memory, a free port, gone with DIR.
#   tests/s3.sh start DIR   prints lines NAME=VALUE for the environment of the tests
#   tests/s3.sh stop DIR
# It is `moto_server`, from the PATH or installed into DIR by Python.
set -eu

usage() {
    echo "usage: $0 start|stop DIR" >&2
    exit 2
}
[ $# -eq 2 ] || usage
mkdir -p "$2"
dir=$(cd "$2" && pwd)

server() {
    if command -v moto_server >/dev/null 2>&1; then
        command -v moto_server
        return
    fi
    if [ ! -x "$dir/venv/bin/moto_server" ]; then
        { python3 -m venv "$dir/venv" && "$dir/venv/bin/pip" install -q 'moto[s3,server]'; } >"$dir/install.log" 2>&1 || {
            tail -n 5 "$dir/install.log" >&2
            echo "no S3 server for tests here: python3 -m pip install 'moto[s3,server]'" >&2
            exit 1
        }
    fi
    echo "$dir/venv/bin/moto_server"
}

case $1 in
start)
    program=$(server)
    for _ in 1 2 3; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
        "$program" -H 127.0.0.1 -p "$port" >"$dir/server.log" 2>&1 &
        pid=$!
        for _ in $(seq 100); do
            if python3 - "$port" 2>/dev/null <<'P'
import sys, urllib.request
ask = urllib.request.Request("http://127.0.0.1:%s/shuangcu-files" % sys.argv[1], method="PUT")
ask.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
urllib.request.urlopen(ask, timeout=5)
P
            then
                echo "$pid" >"$dir/pid"
                cat <<V
SHUANGCU_TEST_S3=s3://shuangcu-files
AWS_ENDPOINT_URL=http://127.0.0.1:$port
AWS_ACCESS_KEY_ID=test
AWS_SECRET_ACCESS_KEY=test
AWS_REGION=us-east-1
V
                exit 0
            fi
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.2
        done
        kill "$pid" 2>/dev/null || true
    done
    cat "$dir/server.log" >&2
    exit 1
    ;;
stop)
    [ ! -f "$dir/pid" ] || kill "$(cat "$dir/pid")" 2>/dev/null || true
    rm -f "$dir/pid"
    ;;
*)
    usage
    ;;
esac
