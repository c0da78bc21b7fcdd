#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The sample in the repository is what its source and its program make.
. "$top_srcdir/tests/tap.sh"
sample=$top_srcdir/examples/sample
command -v pdftotext >/dev/null || skip_all "pdftotext is not installed"
fc-list : family | grep -q '^STIX$' || skip_all "the STIX fonts are not installed"

ok "the sample is made again" \
	"$top_builddir/examples/sample/typeset-sample" "$sample/tides.txt" "$work/again.pdf"
# the raw file has an unused object that readers remark upon
pdftotext -layout "$work/again.pdf" "$work/again.txt" 2>/dev/null
pdftotext -layout "$sample/tides.pdf" "$work/shipped.txt"
ok "its text and places are those of the shipped file" diff -u "$work/shipped.txt" "$work/again.txt"
ok "it has text" test -s "$work/again.txt"
done_testing
