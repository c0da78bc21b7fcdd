#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Jobs that are cancelled, out of time, swept, handed back and orphaned, in a service with children.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need python3
"$doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
for plugin in pseudo openai; do
	[ -f "$top_builddir/modules/$plugin.so" ] || skip_all "the plugin $plugin is not built"
done
python3 "$top_srcdir/tests/serve/ends.py" "$doctranslate" "$work/ends" "$sample"
