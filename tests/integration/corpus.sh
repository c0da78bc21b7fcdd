#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A few documents of each kind through the identity translator: they come out as they were.
# bench/roundtrip does the same with all of them.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need_corpus
need_judge
one_in=${DT_CORPUS_STRIDE:-12}
for folder in papers manuals tagged tables forms scripts tricky; do
	ls "$corpus/$folder"/*.pdf
done | awk -v n="$one_in" 'NR % n == 1' >"$work/files"
while read -r file; do
	name=$(basename "$file" .pdf)
	# long documents are for the bench
	[ "$(judge pages "$file")" -le 40 ] || continue
	dt translate "$file" -o "$work/o" --no-dual --source-lang en --target-lang es --translator echo
	status=$?
	is "$name: exit code" "$(case $status in 0 | 6) echo well ;; *) echo "$status: $(cat "$work/err")" ;; esac)" well
	ok "$name: is the same" judge same "$file" "$work/o/$name.es.mono.pdf" 0.99 0.99
	rm -rf "$work/o"
done <"$work/files"
ok "documents were found" test -s "$work/files"
done_testing
