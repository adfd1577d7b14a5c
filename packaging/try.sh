#!/bin/sh
# Tries the image and the package where no container engine is: the same steps in two chroots made by debootstrap, the program
# started as its own user on a root that cannot be written. Needs root, debootstrap, cargo-deb, curl and an archive of Debian.
#
#   packaging/try.sh [PROGRAM]      PROGRAM as `cargo build --release` leaves it, target/release/shuangcu unless named
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "${1:-$here/target/release/shuangcu}")
mirror=${MIRROR:-http://deb.debian.org/debian}
port=${PORT:-18431}
work=$(mktemp -d)
started=
finish() {
    if [ -n "$started" ]; then kill "$started" 2>/dev/null || true; fi
    rm -rf --one-file-system "$work"
}
trap finish EXIT INT TERM

say() { printf '\n== %s\n' "$*"; }

say "a base system"
debootstrap --variant=minbase bookworm "$work/base" "$mirror" >"$work/debootstrap.log" 2>&1 || { tail "$work/debootstrap.log"; exit 1; }
cp /etc/resolv.conf "$work/base/etc/resolv.conf"
cp -a "$work/base" "$work/image"

# Starts the program in a chroot whose root is bound read-only; only the two folders and /tmp can be written, the second folder is
# a disk of its own. $1 root, $2 user:group, then the arguments.
start() {
    root=$1 who=$2
    shift 2
    mkdir -p "$work/data" "$work/keys"
    exec unshare --mount --propagation private sh -eu -c '
        root=$1 who=$2 work=$3
        shift 3
        mount --bind "$root" "$root"
        mount --bind "$work/data" "$root/var/lib/shuangcu"
        mount -t tmpfs -o mode=0700 tmpfs "$root/var/lib/shuangcu-keys"
        mount -t tmpfs tmpfs "$root/tmp"
        mount -t proc proc "$root/proc"
        id=$(chroot "$root" id -u "${who%%:*}" 2>/dev/null || echo "${who%%:*}")
        chown "$id" "$root/var/lib/shuangcu" "$root/var/lib/shuangcu-keys"
        chmod 0700 "$root/var/lib/shuangcu"
        mount -o remount,ro,bind "$root"
        if chroot --userspec="$who" "$root" sh -c "echo > /usr/bin/x" 2>/dev/null; then echo "the root can be written" >&2; exit 1; fi
        umask 0077
        exec chroot --userspec="$who" "$root" "$@"' sh "$root" "$who" "$work" "$@"
}

answers() {
    for _ in $(seq 50); do
        if curl -fs "http://127.0.0.1:$port/healthz" >/dev/null; then return 0; fi
        sleep 0.2
    done
    cat "$work/log"
    return 1
}

look() {
    answers
    echo "healthz: $(curl -fs "http://127.0.0.1:$port/healthz"), readyz: $(curl -fs "http://127.0.0.1:$port/readyz")"
    curl -fs "http://127.0.0.1:$port/login" | grep -q '<html' && echo "the login page is served"
    inside=$(pgrep -P "$started" || echo "$started")
    owner=$(awk '/^Uid:/ {print $2}' "/proc/$inside/status")
    [ "$owner" != 0 ] && echo "it runs as user number $owner"
}

stop() {
    kill "$started"
    code=0
    wait "$started" || code=$?
    started=
    [ "$code" = 0 ] && echo "it ended in order"
}

say "the image: the steps of the last stage"
cp "$here/packaging/image.sh" "$work/image/tmp/image.sh"
chroot "$work/image" sh /tmp/image.sh >"$work/image.log" 2>&1 || { tail "$work/image.log"; exit 1; }
rm "$work/image/tmp/image.sh"
install -m 0755 "$program" "$work/image/usr/bin/shuangcu"
( start "$work/image" 10001:10001 env SHUANGCU_DATA=/var/lib/shuangcu SHUANGCU_SECOND_KEYS=/var/lib/shuangcu-keys \
    SHUANGCU_LISTEN="127.0.0.1:$port" /usr/bin/shuangcu serve ) >"$work/log" 2>&1 &
started=$!
look
stop
rm -rf "$work/data"

say "the package"
( cd "$here" && mkdir -p target/release && { [ "$program" = "$here/target/release/shuangcu" ] || cp "$program" target/release/shuangcu; } &&
    cargo deb --no-build --output "$work/shuangcu.deb" ) >"$work/deb.log" 2>&1 || { cat "$work/deb.log"; exit 1; }
ls -l "$work/shuangcu.deb" | awk '{print $5 " bytes"}'
dpkg-deb --contents "$work/shuangcu.deb" | awk '{print $1, $2, $6}' | grep -v '/$'
if command -v lintian >/dev/null; then lintian --no-tag-display-limit "$work/shuangcu.deb" || true; fi
cp "$work/shuangcu.deb" "$work/base/tmp/"
chroot "$work/base" sh -c 'apt-get update -q && apt-get install -q -y --no-install-recommends /tmp/shuangcu.deb' >"$work/install.log" 2>&1 ||
    { tail "$work/install.log"; exit 1; }
chroot "$work/base" sh -c 'ls -l /etc/shuangcu/shuangcu.toml; ls -ld /var/lib/shuangcu /var/lib/shuangcu-keys; id shuangcu; shuangcu --version'
( start "$work/base" shuangcu:shuangcu env SHUANGCU_LISTEN="127.0.0.1:$port" sh -c '
    /usr/bin/shuangcu serve & server=$!
    trap "kill $server; wait $server" TERM
    sleep 4
    shuangcu doctor || true
    shuangcu maintenance on --until 2099-01-01T08:00
    sleep 2
    touch /tmp/looked
    wait $server' ) >"$work/log" 2>&1 &
started=$!
answers
sleep 8
echo "under maintenance: $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/login")"
kill "$started"
code=0
wait "$started" || code=$?
started=
cat "$work/log"
echo "stopped"
chroot "$work/base" sh -c 'apt-get purge -q -y shuangcu >/dev/null 2>&1; ls -d /etc/shuangcu /var/lib/shuangcu 2>&1' || true

say "well"
