#!/bin/sh
# Makes configure and Makefile.in from a checkout; needs autoconf, automake, libtool,
# autoconf-archive and pkg-config.
set -e
cd "$(dirname "$0")"
mkdir -p build-aux m4
exec autoreconf --install --warnings=all
