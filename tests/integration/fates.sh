#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every glyph that another program sees on a page has one fate in the report.
# bench/fates does the same with all documents.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need_corpus
need_judge
for name in fake-bold SmallCropbox issue12 issue14; do
	ok "documents named $name" /usr/bin/python3 "$top_srcdir/bench/fates" --build "$top_builddir" \
		--pages 2 --match "$name" "$corpus" tricky
done
done_testing
