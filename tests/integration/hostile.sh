# SPDX-License-Identifier: AGPL-3.0-or-later
# Documents that are made to keep us busy: an end in time, and a result or a sentence.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need python3 qpdf
"$doctranslate" --version >/dev/null 2>&1
sanitized=
nm -D "$doctranslate" 2>/dev/null | grep -qE '__(a|t)san_' && sanitized=yes
# each takes a second; without its bound, minutes
seconds=30
bound=2097152
[ -z "$sanitized" ] || { seconds=300; bound=unlimited; }

# run KIND [OPTION...]: the exit code, and what is said in $work/err
run() {
	rm -rf "$work/o"
	python3 "$top_srcdir/tests/integration/hostile.py" "$1" "$work/$1.pdf" || exit 99
	file=$work/$1.pdf
	shift
	[ $# -gt 0 ] || set -- --no-dual
	(
		ulimit -v $bound
		exec timeout -s KILL $seconds "$doctranslate" translate "$file" -o "$work/o" \
			"$@" --source-lang en --target-lang es --translator "${translator:-echo}" \
			>"$work/out" 2>"$work/err" </dev/null
	)
	status=$?
	rm -f "$file"
}

# gives KIND [SENTENCE]: a result, and that is said
gives() {
	run "$1"
	is "$1: exit code" "$status" 0
	is "$1: a result" "$(find "$work/o" -name '*.pdf' -size +0 2>/dev/null | wc -l)" 1
	[ -z "${2-}" ] || ok "$1: it is said" grep -q "$2" "$work/out" "$work/err"
}

# refuses KIND SENTENCE
refuses() {
	run "$1"
	is "$1: exit code" "$status" 4
	ok "$1: one sentence" one_sentence
	ok "$1: it says why" grep -q "$2" "$work/err"
	is "$1: nothing is written" "$(find "$work/o" -type f 2>/dev/null | wc -l)" 0
}

refuses no_string_ends 'its objects have no ends'
gives no_stream_ends
refuses streams_in_streams 'its objects overlap'
gives many_layers 'more layers than are read'
gives layers_as_many_as_are_read
gives layers_of_layers 'more layers than are read'
gives annotations_of_much 'more text in annotations'
gives elements_over_each_other
run coordinates_in_themselves --dual side-by-side
is "coordinates_in_themselves: exit code" "$status" 0
is "coordinates_in_themselves: both results" "$(find "$work/o" -name '*.pdf' -size +0 | wc -l)" 2
gives content_past_the_bound 'more content than is read'
is "content_past_the_bound: all parts are there" \
	"$(qpdf --qdf --object-streams=disable "$work/o/content_past_the_bound.es.mono.pdf" - |
		tr -d '\r\n' | grep -aoE '/Contents ?\[[^]]*\]' | grep -o ' 0 R' | wc -l)" 8
# the page's time is over long before it is set
translator=pseudo
run many_words --no-dual --page-timeout 300ms
is "many_words: exit code" "$status" 6
ok "many_words: it is said" grep -q 'as it was' "$work/out" "$work/err"
done_testing
