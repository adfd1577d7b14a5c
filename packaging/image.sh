#!/bin/sh
# What the image holds besides the program: run by packaging/Dockerfile in its last stage, and by packaging/try.sh in a chroot,
# so that what was tried is what is shipped.
set -eu
export DEBIAN_FRONTEND=noninteractive
# Certificates for a database, a mail server or a store of files over TLS; the program brings its own time zone and dictionary.
apt-get update -q
apt-get install -q -y --no-install-recommends ca-certificates
rm -rf /var/lib/apt/lists/*
groupadd --system --gid 10001 shuangcu
useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/shuangcu --shell /usr/sbin/nologin shuangcu
install -d -m 0700 -o 10001 -g 10001 /var/lib/shuangcu /var/lib/shuangcu-keys
