#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The contract as tables: operations, members, presets, headers, bounds, settings.
. "$top_srcdir/tests/tap.sh"
command -v python3 >/dev/null || skip_all "python3 is not installed"
"$top_builddir/doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
python3 "$top_srcdir/tests/serve/rows.py" "$top_builddir/doctranslate" "$work"
