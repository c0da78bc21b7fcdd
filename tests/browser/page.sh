#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The page of the service in a real browser.  DOCTRANSLATE_SCREENSHOTS=FOLDER keeps pictures.
. "$top_srcdir/tests/tap.sh"
modules=$top_builddir/tests/browser/node_modules
"$top_builddir/doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
command -v chromium >/dev/null || skip_all "chromium is not installed"
command -v node >/dev/null || skip_all "node is not installed"
[ -d "$modules/playwright-core" ] ||
	skip_all "playwright-core is not there: tests/browser/install $top_builddir/tests/browser"
[ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ] || skip_all "node is older than 18"
unset $(env | sed -n 's/^\(DOCTRANSLATE_API_[A-Za-z_]*\)=.*/\1/p')
# the browser's files go where the test's go
HOME=$work TMPDIR=$work
export HOME TMPDIR
node "$top_srcdir/tests/browser/page.mjs" "$top_builddir/doctranslate" "$top_srcdir" "$modules" "$work"
