#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A build without some plugins says at the end of configure what cannot run, and the program knows
# why they are missing.
. "$top_srcdir/tests/tap.sh"
[ -x "$top_srcdir/configure" ] || skip_all "there is no configure to run"
top=$(cd "$top_srcdir" && pwd)
cd "$work" || exit 99

ok "configure without two plugins" \
	sh -c "'$top/configure' --disable-xliff --disable-echo CC='$CC' >log 2>&1"
ok "warns" grep -q "WARNING: plugins are left out" log
ok "of the pipelines that cannot do without them" grep -q "^ *translate.conf uses xliff$" log
not_ok "and of no other" grep -q "inspect.conf" log
ok "the program is told why" \
	grep -q '"echo", "off by request" }, { "xliff", "off by request" }' config.h
done_testing
