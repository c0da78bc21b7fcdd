#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Page ranges, kinds of output, existing output, strict: what the options of translate do.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need qpdf
need_judge
translate() {
	code=$1
	shift
	exits "$code" translate "$sample" --source-lang en --target-lang es --translator echo "$@"
}

ok "echo gives both results" translate 0 -o "$work/a"
ok "the mono looks like the source" judge same "$sample" "$work/a/tides.es.mono.pdf"
ok "links and outline are kept" judge kept "$sample" "$work/a/tides.es.mono.pdf"
is "the dual has a page for each" "$(judge pages "$work/a/tides.es.dual.pdf")" 2

ok "without the dual" translate 0 -o "$work/b" --no-dual
is "there is only the mono" "$(ls "$work/b")" tides.es.mono.pdf
ok "without the mono" translate 0 -o "$work/c" --no-mono
is "there is only the dual" "$(ls "$work/c")" tides.es.dual.pdf
ok "alternating" translate 0 -o "$work/d" --no-mono --dual alternating
is "two pages for each" "$(judge pages "$work/d/tides.es.dual.pdf")" 4

ok "one page" translate 0 -o "$work/e" --no-dual --pages 2
is "the other pages stay" "$(judge pages "$work/e/tides.es.mono.pdf")" 2
ok "a page that is not there" translate 2 -o "$work/f" --pages 7
ok "says so in a sentence" one_sentence
ok "pages that are no pages" translate 2 -o "$work/f" --pages 3-1

before=$(cksum "$work/a/tides.es.mono.pdf")
ok "a result that is there is an error" translate 2 -o "$work/a"
ok "said in a sentence" one_sentence
is "and it is untouched" "$(cksum "$work/a/tides.es.mono.pdf")" "$before"
ok "with --overwrite it is replaced" translate 0 -o "$work/a" --overwrite

ok "strict on a good document" translate 0 -o "$work/g" --no-dual --strict --report "$work/r.json"
ok "the report is JSON" /usr/bin/python3 -m json.tool "$work/r.json" /dev/null

ok "the same result twice" translate 0 -o "$work/h" --no-dual
is "byte for byte" "$(cksum <"$work/h/tides.es.mono.pdf")" "$(cksum <"$work/g/tides.es.mono.pdf")"
is "nothing is left over" "$(find "$work/h" -type f | wc -l)" 1
# a stage that names a translator of its own does without the job's
ok "a stage names its translator" exits 0 translate "$sample" --source-lang en --target-lang es \
	--translator pseudo --set segments.translator=echo -o "$work/i" --no-dual
is "and it does the work" "$(cksum <"$work/i/tides.es.mono.pdf")" \
	"$(cksum <"$work/h/tides.es.mono.pdf")"
ok "one that is not there" translate 2 -o "$work/j" --set segments.translator=ecko
ok "is told with the name that is near" grep -q 'no translator "ecko"; did you mean "echo"?' \
	"$work/err"

# what is asked for and not there is refused
ok "a font family that is not there" translate 3 -o "$work/k" --set "set.serif=No Such Font"
ok "is told by its name" grep -q 'set: serif wants .* there is none named "No Such Font"' "$work/err"
ok "a folder of dictionaries that is not there" \
	translate 3 -o "$work/k" --set "sizes.hyphens=$work/nowhere"
ok "is told by its name, too" grep -q "there is no folder $work/nowhere" "$work/err"
is "nothing is written" "$(ls "$work/k")" ""
done_testing
