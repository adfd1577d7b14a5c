#!/bin/bash
# The journeys in a real browser, in a network of their own where only this machine exists (R101): a page that asked for
# anything from outside would fail.   tests/browser/run.sh [NAME of a test file] [arguments for the tests]
set -eu -o pipefail
cd "$(dirname "$0")/../.."
wanted='(journey|links|sorting|browser)'
case "${1-}" in
journey | links | sorting)
    wanted=$1
    shift
    ;;
esac
# The whole workspace, so that nothing is built twice with other features.
built=$(cargo test --quiet --workspace --no-run --message-format=json 2>/dev/null |
    sed -nE "s/.*\"executable\":\"([^\"]+\/deps\/$wanted-[0-9a-f]+)\".*/\1/p")
[ -n "$built" ] || {
    cargo test --workspace --no-run
    echo "test result: FAILED. 0 passed; 1 failed; the tests were not built"
    exit 1
}
own=(unshare --net)
[ "$(id -u)" -eq 0 ] || own=(unshare --user --map-root-user --net)
code=0
for test in $built; do
    SHUANGCU_PROGRAM=$PWD/target/debug/shuangcu "${own[@]}" \
        sh -c 'ip link set lo up && exec "$@"' sh "$test" --test-threads=1 "$@" || code=1
done
exit $code
