#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A plugin exports dt_module and nothing else.
. "$top_srcdir/tests/tap.sh"
command -v nm >/dev/null || skip_all "nm is not installed"
found=0
for plugin in "$top_builddir"/modules/*.so; do
	[ -f "$plugin" ] || continue
	found=$((found + 1))
	# sanitizers add symbols of their own, with two underscores
	is "exports of $(basename "$plugin")" \
		"$(nm -D --defined-only "$plugin" | awk '$3 !~ /^__/ { print $3 }' | sort | tr '\n' ' ')" \
		"dt_module "
done
ok "there are plugins" test $found -gt 0
done_testing
