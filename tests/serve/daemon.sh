#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The HTTP daemon with routes of its own: what curl and raw sockets see of it.
. "$top_srcdir/tests/tap.sh"
command -v python3 >/dev/null || skip_all "python3 is not installed"
[ -x "$top_builddir/tests/serve/routes-server" ] || skip_all "the service is not built"
python3 "$top_srcdir/tests/serve/daemon.py" "$top_builddir/tests/serve/routes-server" "$work"
