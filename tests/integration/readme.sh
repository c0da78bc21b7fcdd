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
# a server does not end: it starts, at a port that is free, and is told to stop
serves() {
	set -- "$(echo "$1" | sed 's/--port [0-9]*/--port 0/')"
	# shellcheck disable=SC2086
	DOCTRANSLATE_API_DATA_ROOT=$work/served $1 2>served.log &
	tries=0
	while ! grep -q '"service.ready"' served.log && kill -0 $! && [ $tries -lt 600 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	grep -q '"service.ready"' served.log && kill $! && wait $!
}
if "$top_builddir/doctranslate" serve --port none 2>&1 | grep -q 'not part of this program'; then
	sed -i '/ serve /d' mine
fi
while read -r command; do
	case $command in
	*' serve '*) ok "$command" serves "$command" ;;
	# shellcheck disable=SC2086
	*) ok "$command" timeout "$patience" $command ;;
	esac
done <mine
ok "there are commands" test -s mine
ok "a pipeline file was made" test -s my.conf

# what is not run here is at least there
for name in $(grep -oE '^\./[a-z.-]+' commands | sort -u) CONTRIBUTING.md COPYING \
	$(grep -ohE 'docs/[a-z-]+[.][a-z]+' "$top_srcdir/README.md" | sort -u) packages.txt; do
	ok "$name is there" test -s "$top_srcdir/$name"
done
done_testing
