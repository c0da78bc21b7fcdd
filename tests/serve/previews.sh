#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Pages of jobs as pictures, while they run and after.
. "$top_srcdir/tests/tap.sh"
command -v python3 >/dev/null || skip_all "python3 is not installed"
"$top_builddir/doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
for plugin in pdf layout route typeset pseudo libretranslate fs; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
python3 "$top_srcdir/tests/serve/previews.py" "$top_builddir/doctranslate" "$work"
