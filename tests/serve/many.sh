#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Many clients of one service: of its events, and with documents.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need python3
"$doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
for plugin in pseudo openai; do
	[ -f "$top_builddir/modules/$plugin.so" ] || skip_all "the plugin $plugin is not built"
done
python3 "$top_srcdir/tests/serve/many.py" "$doctranslate" "$work/many" "$sample"
