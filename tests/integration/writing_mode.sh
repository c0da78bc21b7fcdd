#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Lines that run downwards: what is asked for comes out and is read out in its order, and what
# cannot be is refused before anything is done.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need qpdf pdftotext
translate() {
	code=$1
	shift
	exits "$code" translate "$sample" --source-lang en --translator pseudo --no-dual "$@"
}
vertical_fonts() {
	qpdf --qdf --object-streams=disable "$1" - | grep -ac '/Identity-V\|/WMode 1'
}

ok "Spanish has no vertical lines" translate 2 --target-lang es --writing-mode vertical -o "$work/a"
ok "it is said in a sentence" one_sentence
ok "which names the language" grep -q 'the target language is "es"' "$work/err"
is "nothing is written" "$(ls "$work/a" 2>/dev/null)" ""

ok "Japanese has" translate 0 --target-lang ja --writing-mode vertical -o "$work/b" \
	--report "$work/report.json" --translator-option script=japanese
if grep -q missing-glyph "$work/report.json"; then
	skip "no font of this machine has Japanese"
else
	grep -q '"segments_vertical": *[1-9]' "$work/report.json"
	is "the report counts them" "$?" 0
	ok "there are fonts for it" test "$(vertical_fonts "$work/b/tides.ja.mono.pdf")" -gt 0
	ok "the other mode" translate 0 --target-lang ja --writing-mode horizontal -o "$work/c" \
		--translator-option script=japanese
	is "has none" "$(vertical_fonts "$work/c/tides.ja.mono.pdf")" 0
	pdftotext "$work/c/tides.ja.mono.pdf" - | tr -d '[:space:][:punct:]' >"$work/across"
	pdftotext "$work/b/tides.ja.mono.pdf" - | tr -d '[:space:][:punct:]' >"$work/down"
	across=$(wc -c <"$work/across") down=$(wc -c <"$work/down")
	ok "all of it is read out" test "$down" -gt $((across * 98 / 100))
fi
done_testing
