#!/bin/bash
# The journeys in a real browser, in a network of their own where only this machine exists (R101): a page that asked for
# anything from outside would fail.   tests/browser/run.sh [arguments for the test]
set -eu -o pipefail
cd "$(dirname "$0")/../.."
cargo build --quiet --bin shuangcu
built=$(cargo test --quiet --package browser --no-run --message-format=json | sed -nE 's/.*"executable":"([^"]+)".*/\1/p')
program=$PWD/target/debug/shuangcu
own=(unshare --net)
[ "$(id -u)" -eq 0 ] || own=(unshare --user --map-root-user --net)
code=0
for test in $built; do
    SHUANGCU_PROGRAM=$program "${own[@]}" sh -c 'ip link set lo up && exec "$@"' sh "$test" --test-threads=1 "$@" || code=1
done
exit $code
