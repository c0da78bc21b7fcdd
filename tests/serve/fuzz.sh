#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every route with requests at random, some seconds long, with a fixed seed.
. "$top_srcdir/tests/tap.sh"
command -v python3 >/dev/null || skip_all "python3 is not installed"
"$top_builddir/doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
python3 "$top_srcdir/tests/serve/fuzz.py" "$top_builddir/doctranslate" "$work"
