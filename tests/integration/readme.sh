#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every command that the README and docs/ show is run as it stands there, in a folder like a
# checkout after ./quickstart.  (./quickstart, ./autogen.sh and the lines of a build by hand
# are what a tester does before this.)
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need qpdf apertium
ln -s "$top_builddir" "$work/build"
cp "$sample" "$work/paper.pdf"
qpdf --empty --pages "$sample" "$sample" "$sample" "$sample" "$sample" -- "$work/book.pdf"
cd "$work" || exit 99

ln -s "$top_srcdir/bench" bench
for page in README.md docs/xliff.md docs/debugging.md; do
	awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$top_srcdir/$page"
done >commands
grep '^build/\|^bench/' commands >mine
/usr/bin/python3 -c 'import fitz' 2>/dev/null || sed -i '/^bench/d' mine
while read -r command; do
	# shellcheck disable=SC2086
	ok "$command" timeout "$patience" $command
done <mine
ok "there are commands" test -s mine
ok "a pipeline file was made" test -s my.conf

# what is not run here is at least there
for name in $(grep -oE '^\./[a-z.-]+' commands | sort -u) CONTRIBUTING.md COPYING \
	$(grep -ohE 'docs/[a-z-]+[.][a-z]+' "$top_srcdir/README.md" | sort -u) packages.txt; do
	ok "$name is there" test -s "$top_srcdir/$name"
done
done_testing
