#!/usr/bin/env bash
# Calls every operation of the JSON API with made-up input and looks for an answer of 500 or more.
# Uses the demonstration on this machine; the tool comes from PyPI into a folder that is removed afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-target/debug/shuangcu}
examples=${API_FUZZ_EXAMPLES:-8}
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check schemathesis
"$program" demo --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 300); do
    grep -q '^listening on ' "$work/out" && break
    sleep 0.2
done
base=$(sed -n 's/^listening on //p' "$work/out" | head -n 1)
token=$(python3 tests/api/token.py "$base" "$work/out")
"$work/venv/bin/schemathesis" run "$base/api/v1/openapi.json" --header "Authorization: Bearer $token" \
    --checks not_a_server_error --max-examples "$examples" --phases examples,coverage,fuzzing --workers 1 \
    --generation-deterministic --request-timeout 30
