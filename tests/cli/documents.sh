#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Real documents through the built-in pipelines, as a user has them done.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
sample=$top_srcdir/examples/sample/tides.pdf
for plugin in pdf layout route typeset export check echo fs; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
cp "$sample" tides.pdf

run translate tides.pdf -o results --translator echo --strict
exits "a sample document, unchanged" 0
is "two results" "$(cat "$out")" "results/tides.es.mono.pdf
results/tides.es.dual.pdf"
ok "which are PDF" sh -c 'for f in results/*.pdf; do head -c 5 "$f" | grep -q "%PDF-" || exit 1; done'
run translate tides.pdf -o results --translator pseudo --translator-option factor=1.1 -lo fr
exits "another language" 0
ok "is in the names" test -s results/tides.fr.mono.pdf
run translate tides.pdf -o results --translator pseudo --translator-option factor=9
exits "an option of the translator out of range" 2
says "its range is told" "0.5"
run translate tides.pdf -o results --overwrite --translator echo --pages 9
exits "a page that the document does not have" 2
run translate tides.pdf -o one --translator echo --pages 2 --no-dual --report one.json
exits "one page" 0
if command -v python3 >/dev/null; then
	ok "its report" json_holds one.json 'it["pages"]["total"] == 1 and
		it["ledger"]["segments_translated"] > 0'
	run inspect tides.pdf --output-format json
	ok "inspect as JSON" json_holds "$out" 'it["result"]["files"][0]["path"] == "tides.pdf" and
		it["result"]["files"][0]["page_count"] == 2'
	run extract tides.pdf
	exits "extract" 0
	ok "gives JSON" json_holds "$out" 'len(it["pages"]) == 2'
	run extract tides.pdf --format markdown --output-format json
	ok "extract in an envelope" json_holds "$out" '"Tide" in it["result"]["content"]'
else
	skip "reports, inspect and extract as JSON" "python3 is not there"
fi
run fonts en
exits "fonts" 0
ok "fonts: a font for each look" test "$(grep -c '^  \(serif\|sans\|mono\) ' "$out")" = 9
ok "fonts: says the language" grep -q '^en (English), script Latin' "$out"
if command -v python3 >/dev/null; then
	run fonts hi --json
	ok "fonts --json" json_holds "$out" 'it["script"] == "Devanagari" and
		it["characters_known"] and len(it["faces"]) == 9'
fi
run fonts xx
exits "fonts of no language" 2
run fonts
exits "fonts without a language" 2
run inspect tides.pdf
ok "inspect for people" grep -q "tides.pdf: 2 pages" "$out"
run extract tides.pdf --format text -o tides.txt
exits "extract into a file" 0
ok "gives text" grep -q "harmonic method" tides.txt
run extract tides.pdf --format text
ok "the same as on the standard output" cmp "$out" tides.txt
run extract tides.pdf --format text -o tides.txt
exits "extract into a file that is there" 2
run extract tides.pdf --format text --use-tags never --pages 2
exits "extract of a page, without tags" 0
not_ok "has that page only" grep -q "The DocTranslate project" "$out"

mkdir extract
run extract tides.pdf --format text --pipeline extract
exits "a folder with the name of a built-in pipeline" 0
ok "does not stand in its way" cmp "$out" tides.txt

# documents that are no good
printf 'just text\n' >text.pdf
run translate text.pdf -o results
exits "a file that is no PDF" 4
says "it is told" '"text.pdf" is not a PDF'
: >empty.pdf
run extract empty.pdf
exits "an empty file" 4
head -c 100 tides.pdf >cut.pdf
run inspect cut.pdf
exits "a file that was cut" 4
run translate tides.pdf text.pdf -o both --translator echo
exits "one good, one bad" 6
says "the bad one is named" '"text.pdf" is not a PDF'
is "the good one is written" "$(cat "$out")" "both/tides.es.mono.pdf
both/tides.es.dual.pdf"
if command -v qpdf >/dev/null; then
	qpdf --encrypt secret secret 256 -- tides.pdf locked.pdf
	run translate locked.pdf -o results --translator echo
	exits "a document without its password" 4
	says "the option is named" "--password"
	run translate locked.pdf -o results --translator echo --password wrong
	exits "a wrong password" 4
	echo secret >password
	run translate locked.pdf -o results --translator echo --password-file password
	exits "the right one, from a file" 0
	run inspect locked.pdf --password secret
	ok "encryption is told" grep -q "2 pages, encrypted" "$out"
else
	skip "passwords" "qpdf is not there: it encrypts"
fi

# a disk that is full: files of this size and no more
little_room() {
	(trap '' XFSZ; ulimit -f 4; exec "$program" "$@" >"$out" 2>"$err" </dev/null)
	status=$?
}
if test -n "${DT_NO_FULL_DISK-}"; then
	skip "a full disk" "$DT_NO_FULL_DISK needs room itself"
else
	little_room extract tides.pdf
	exits "extract with little room" 5
	little_room translate tides.pdf -o results -lo it --translator echo
	exits "translate with little room" 5
	ok "writes nothing" sh -c '! ls results | grep "tides[.]it"'
	if test -e "$top_builddir/modules/xliff.so"; then
		little_room translate tides.pdf --translator echo --no-mono --no-dual --export-xliff t.xliff
		exits "export of XLIFF with little room" 5
		is "that is told in one line" "$(wc -l <"$err")" 1
	else
		skip "XLIFF with little room" "the plugin xliff is not built"
	fi
fi
ok "no temporary files stay" sh -c '! ls results | grep -v "[.]pdf$"'
done_testing
