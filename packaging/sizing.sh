#!/bin/sh
# The sizing table of docs/deployment.md, from the measured figures in docs/performance.md: processor time of a page, in
# milliseconds, remembered and counted anew (the dearest of the three pages). With other figures: packaging/sizing.sh NOW BEFORE
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
now=${1:-$(awk -F'|' '/^\| `\/(problems|figures)?` \(/ { if ($4 + 0 > m) m = $4 + 0 } END { print m }' "$here/docs/performance.md")}
before=${2:-$(awk -F'|' '/^\| `\/(problems|figures)?` \(/ { if ($3 + 0 > m) m = $3 + 0 } END { print m }' "$here/docs/performance.md")}
echo "| people · 人数 | pages a second at the peak · 高峰每秒页数 | cores, pages remembered · 核数（页面已记住） | cores, every page counted anew · 核数（每页都重算） |"
echo "|---:|---:|---:|---:|"
for people in 1000 10000 100000 1000000; do
    # One in ten is there at the peak and opens six pages a minute.
    awk -v p=$people -v n="$now" -v b="$before" 'BEGIN { r = p * 0.1 * 6 / 60; printf "| %d | %d | %.2f | %.2f |\n", p, r, r * n / 1000, r * b / 1000 }'
done
