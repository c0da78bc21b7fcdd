#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Some of the broken documents: an error or a result, within bounds of memory and time.
# tests/broken-corpus does it with all of them.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need_corpus
bound=2097152
"$doctranslate" --version >/dev/null 2>&1
nm -D "$doctranslate" 2>/dev/null | grep -qE '__(a|t)san_' && bound=unlimited
ls "$corpus"/broken/*.pdf | awk 'NR % 6 == 1' >"$work/files"
while read -r file; do
	name=$(basename "$file" .pdf)
	(
		ulimit -v $bound
		dt translate "$file" -o "$work/o" --no-dual --source-lang en --target-lang es --translator echo
	)
	status=$?
	found=$(find "$work/o" -type f 2>/dev/null | wc -l)
	case $status in
	0 | 6) is "$name: a result" "$found" 1 ;;
	4)
		ok "$name: refused in a sentence" one_sentence
		is "$name: nothing is written" "$found" 0
		;;
	*) is "$name: exit code" "$status: $(cat "$work/err")" "0, 4 or 6" ;;
	esac
	rm -rf "$work/o"
done <"$work/files"
ok "documents were found" test -s "$work/files"
done_testing
